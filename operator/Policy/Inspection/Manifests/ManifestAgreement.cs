using System.Collections.Frozen;
using SegmentOperator.Policy.Inspection.Types;

namespace SegmentOperator.Policy.Inspection.Manifests;

/// <summary>
/// Whether package.xml and the files speak of the same components. The platform deploys what the manifest names and ignores the rest,
/// so that people would approve one thing and get another.
/// </summary>
internal static class ManifestAgreement
{
    /// <summary>Types that manifests name by another one.</summary>
    private static readonly FrozenDictionary<string, string> ManifestNames = new Dictionary<string, string>
    {
        ["ReportFolder"] = "Report",
        ["DashboardFolder"] = "Dashboard",
        ["DocumentFolder"] = "Document",
        ["EmailFolder"] = "EmailTemplate",
        ["EmailTemplateFolder"] = "EmailTemplate",
    }.ToFrozenDictionary();

    /// <param name="manifest">The package.xml.</param>
    /// <param name="components">What the files hold.</param>
    /// <param name="containers">Components that a file is there for, although it holds nothing but their parts.</param>
    public static IEnumerable<string> Disagreements(PackageManifest manifest, IReadOnlyCollection<ComponentKey> components, IReadOnlyCollection<ComponentKey> containers)
    {
        var named = new Dictionary<ComponentKey, ManifestMember>();
        foreach (var member in manifest.Members)
            named[member.Key] = member;
        var present = new HashSet<ComponentKey>(components.Select(InManifest).Concat(containers));

        foreach (var component in components.Where(component => component.Type != ComponentKey.UnknownType))
        {
            if (Covers(named, component) is not { } member)
                yield return $"{component} is in the package and {manifest.File} does not name it";
            else if (member.Key.Name != PackageManifest.Wildcard && Spelling(component, member.Key) is { } spelled)
                yield return $"{component} is named {spelled} in {manifest.File} line {member.Line}; write it the same way";
        }

        foreach (var (key, member) in named)
        {
            if (key.Name == PackageManifest.Wildcard ? !IsTypeKnown(key.Type) : !present.Contains(key))
                yield return IsTypeKnown(key.Type)
                    ? $"{manifest.File} line {member.Line} names {key}, which the package does not have"
                    : $"{manifest.File} line {member.Line} names the type {key.Type}, which is not known";
        }
    }

    private static bool IsTypeKnown(string type) => MetadataTypes.IsKnown(type);

    private static ComponentKey InManifest(ComponentKey key) => new(ManifestNames.GetValueOrDefault(key.Type, key.Type), key.Name);

    private static ManifestMember? Covers(Dictionary<ComponentKey, ManifestMember> named, ComponentKey component)
    {
        var own = InManifest(component);
        if (named.TryGetValue(own, out var member) || named.TryGetValue(own with { Name = PackageManifest.Wildcard }, out member))
            return member;
        if (ChildTypes.Find(component.Type) is not { } child)
            return null;
        var container = new ComponentKey(child.Container, child.Qualified ? Parent(component.Name) : child.Container);
        return named.TryGetValue(container, out member) || named.TryGetValue(container with { Name = PackageManifest.Wildcard }, out member) ? member : null;
    }

    private static string Parent(string name) => name.IndexOf('.', StringComparison.Ordinal) is > 0 and var dot ? name[..dot] : name;

    /// <summary>The manifest's spelling where it differs from the file's in case only.</summary>
    private static string? Spelling(ComponentKey component, ComponentKey member)
    {
        var own = component.Name.Length == member.Name.Length ? component.Name : component.Name[..Math.Min(component.Name.Length, member.Name.Length)];
        return own.Equals(member.Name, StringComparison.OrdinalIgnoreCase) && own != member.Name ? member.Name : null;
    }
}
