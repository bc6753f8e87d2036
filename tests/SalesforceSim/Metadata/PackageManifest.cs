using System.Xml;
using System.Xml.Linq;

namespace SegmentOperator.SalesforceSim.Metadata;

/// <summary>A package.xml or destructiveChanges.xml: members by type.</summary>
internal sealed record PackageManifest(IReadOnlyDictionary<string, IReadOnlyList<string>> Types, string? Version)
{
    public static PackageManifest Parse(byte[] xml)
    {
        var root = MetadataXml.Parse(xml).Root!;
        if (root.Name.LocalName != "Package")
            throw new XmlException($"Element {root.Name} invalid at this location");
        var types = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var type in root.Elements().Where(e => e.Name.LocalName == "types"))
        {
            var name = MetadataXml.Child(type, "name") ?? "";
            var members = type.Elements().Where(e => e.Name.LocalName == "members").Select(e => e.Value.Trim());
            types[name] = [.. types.GetValueOrDefault(name) ?? [], .. members];
        }

        return new PackageManifest(types, MetadataXml.Child(root, "version"));
    }

    public bool Names(string type, string fullName) =>
        Types.TryGetValue(type, out var members) && (members.Contains(fullName) || members.Contains("*"));
}

internal static class MetadataXml
{
    public static XDocument Parse(byte[] xml)
    {
        var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null };
        using var reader = XmlReader.Create(new MemoryStream(xml), settings);
        return XDocument.Load(reader, LoadOptions.SetLineInfo);
    }

    public static string? Child(XElement? parent, string name) =>
        parent?.Elements().FirstOrDefault(e => e.Name.LocalName == name)?.Value.Trim();

    public static IEnumerable<XElement> Children(XElement? parent, string name) =>
        parent?.Elements().Where(e => e.Name.LocalName == name) ?? [];

    public static int? Line(XObject? node) => node is IXmlLineInfo info && info.HasLineInfo() ? info.LineNumber : null;
}
