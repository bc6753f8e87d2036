namespace SegmentOperator.RegistrySim;

/// <summary>A manifest as it was pushed.</summary>
internal sealed record StoredManifest(
    string MediaType, byte[] Content, string Digest, string? Subject, string? ArtifactType, IReadOnlyDictionary<string, string> Annotations);
