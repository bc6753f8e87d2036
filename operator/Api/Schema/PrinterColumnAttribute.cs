namespace SegmentOperator.Api.Schema;

/// <summary>A column of <c>kubectl get</c>, in the order of the attributes.</summary>
/// <param name="name">The heading.</param>
/// <param name="jsonPath">Where the value lies, with a leading dot.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class PrinterColumnAttribute(string name, string jsonPath) : Attribute
{
    /// <summary>The heading.</summary>
    public string Name { get; } = name;

    /// <summary>Where the value lies.</summary>
    public string JsonPath { get; } = jsonPath;

    /// <summary>string, integer, number, boolean or date.</summary>
    public string Type { get; init; } = "string";

    /// <summary>0 shows always, 1 with <c>-o wide</c>.</summary>
    public int Priority { get; init; }

    /// <summary>What the column says.</summary>
    public string? Description { get; init; }
}
