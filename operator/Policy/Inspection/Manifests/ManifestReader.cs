using SegmentOperator.Archives;
using SegmentOperator.Policy.Inspection.Types;
using SegmentOperator.Policy.Inspection.Xml;

namespace SegmentOperator.Policy.Inspection.Manifests;

/// <summary>Reads package.xml and its destructive relatives.</summary>
internal static class ManifestReader
{
    public const string Package = "package.xml";
    private const int MaxMembers = 100_000;

    /// <summary>The manifests of deletions, by their names at the package's root.</summary>
    public static bool IsDestructive(string name) => name is "destructiveChanges.xml" or "destructiveChangesPre.xml" or "destructiveChangesPost.xml";

    /// <exception cref="PackageUnsafeException">It is no manifest, or says something twice.</exception>
    public static PackageManifest Read(MetadataXml xml, NameBudget budget, Stream content, string file)
    {
        var members = new List<ManifestMember>();
        var seen = new HashSet<ComponentKey>();
        string? version = null;
        var root = xml.Read(content, file, (_, record) =>
        {
            if (record.Name == "version")
                version = version is null ? record.Text : throw Wrong(file, record.Line, "names two versions");
            if (record.Name != "types")
                return;
            var names = record.All("name").ToArray();
            if (names.Length != 1 || names[0].Text.Length == 0)
                throw Wrong(file, record.Line, "has a types element without exactly one name");
            foreach (var member in record.All("members"))
            {
                var key = new ComponentKey(names[0].Text, MetadataPath.Decode(member.Text));
                if (!seen.Add(key))
                    throw Wrong(file, member.Line, $"names {EntryText.Show(key.ToString())} twice, or in two cases");
                budget.Take(key.Name, file);
                members.Add(new ManifestMember(key, member.Line));
                if (members.Count > MaxMembers)
                    throw Wrong(file, member.Line, $"names more than {MaxMembers} members");
            }
        });
        return root == "Package" ? new PackageManifest(file, version, members) : throw Wrong(file, 1, "is not a package manifest");
    }

    private static PackageUnsafeException Wrong(string file, int line, string why) => new($"{EntryText.Show(file)} {why} (line {line})");
}
