namespace SegmentOperator.Oci;

/// <summary>What points to content: its type, digest and size in bytes (OCI image specification, "descriptor").</summary>
/// <param name="MediaType">The content's media type.</param>
/// <param name="Digest">The content's digest; the reader recomputes it.</param>
/// <param name="Size">The content's size in bytes; the reader checks it.</param>
public sealed record Descriptor(string MediaType, Digest Digest, long Size)
{
    /// <summary>The artifact's type, as the one who listed it says. A claim: the manifest itself is what counts.</summary>
    public string? ArtifactType { get; init; }

    /// <summary>Annotations; empty when there are none.</summary>
    public IReadOnlyDictionary<string, string> Annotations { get; init; } = Empty.Annotations;
}
