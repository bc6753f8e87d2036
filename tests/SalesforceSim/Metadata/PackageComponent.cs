using System.Xml.Linq;

namespace SegmentOperator.SalesforceSim.Metadata;

/// <summary>A component as a package brings it.</summary>
/// <param name="Component">What the org will have.</param>
/// <param name="Xml">Its XML: the file's root, or a child's own element; null where it is not well-formed or has none.</param>
/// <param name="Text">Its source text, for code.</param>
internal sealed record PackageComponent(SimComponent Component, XElement? Xml, string? Text)
{
    public string Type => Component.Type;

    public string FullName => Component.FullName;

    public string FileName => Component.FileName;

    /// <summary>The object that a field, rule or layout belongs to; the name itself for an object.</summary>
    public string ObjectName => Type switch
    {
        "Layout" => FullName.Split('-')[0],
        _ => FullName.Split('.')[0],
    };
}

/// <summary>One line of a deployment's details: a component that fits, or a problem with one.</summary>
internal sealed record DeployMessage(string Type, string FullName, string FileName)
{
    public string? Problem { get; init; }

    public bool IsWarning { get; init; }

    public int? Line { get; init; }

    public bool Created { get; init; }

    public bool Changed { get; init; }

    public bool Deleted { get; init; }

    public bool IsError => Problem is not null && !IsWarning;

    public static DeployMessage Error(PackageComponent component, string problem, int? line = null) =>
        new(component.Type, component.FullName, component.FileName)
        {
            Problem = problem,
            Line = line ?? MetadataXml.Line(component.Xml),
        };
}
