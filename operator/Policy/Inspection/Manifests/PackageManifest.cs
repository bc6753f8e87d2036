namespace SegmentOperator.Policy.Inspection.Manifests;

/// <summary>What a package.xml or a destructiveChanges.xml names.</summary>
/// <param name="File">The entry.</param>
/// <param name="Version">The Metadata API's version; null where the file names none.</param>
/// <param name="Members">Each type with a member's name, and the line it stands on.</param>
internal sealed record PackageManifest(string File, string? Version, IReadOnlyList<ManifestMember> Members)
{
    /// <summary>Every component of a type.</summary>
    public const string Wildcard = "*";
}
