using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace SegmentOperator.Generator.Crds;

/// <summary>The XML documentation of an assembly, as plain text.</summary>
internal sealed partial class Documentation
{
    private readonly Dictionary<string, XElement> _members;

    private Documentation(Dictionary<string, XElement> members) => _members = members;

    /// <summary>Reads the file that the compiler leaves beside the assembly.</summary>
    public static Documentation Of(Assembly assembly)
    {
        var path = Path.ChangeExtension(assembly.Location, ".xml");
        var members = XDocument.Load(path, LoadOptions.PreserveWhitespace).Descendants("member");
        return new Documentation(members.ToDictionary(member => (string)member.Attribute("name")!, StringComparer.Ordinal));
    }

    /// <summary>The type's summary.</summary>
    /// <exception cref="InvalidOperationException">It has none: everything in the API is documented.</exception>
    public string Summary(Type type) => Required($"T:{type.FullName}");

    /// <summary>What a type has to say to those who look at a property of that type; null for nothing.</summary>
    public string? Remarks(Type type) =>
        _members.TryGetValue($"T:{type.FullName}", out var member) && member.Element("remarks") is { } remarks ? Text(remarks) : null;

    /// <summary>The property's summary.</summary>
    public string Summary(PropertyInfo property) => Required($"P:{property.DeclaringType!.FullName}.{property.Name}");

    /// <summary>The summary of an enum's member.</summary>
    public string Summary(FieldInfo field) => Required($"F:{field.DeclaringType!.FullName}.{field.Name}");

    private string Required(string id) => _members.TryGetValue(id, out var member) && member.Element("summary") is { } summary
        ? Text(summary)
        : throw new InvalidOperationException($"{id} has no summary; everything in the API is documented.");

    private static string Text(XElement element)
    {
        var text = string.Concat(element.Nodes().Select(node => node switch
        {
            XText words => words.Value,
            XElement { Name.LocalName: "see" or "paramref" } reference => Reference(reference),
            XElement other => other.Value,
            _ => "",
        }));
        return Spaces().Replace(text, " ").Trim();
    }

    private static string Reference(XElement element)
    {
        var name = ((string?)element.Attribute("cref") ?? (string?)element.Attribute("name") ?? "").Split('.', ':')[^1];
        return name.Length > 0 ? char.ToLowerInvariant(name[0]) + name[1..] : "";
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
