namespace SegmentOperator.Oci;

/// <summary>One manifest, named by the repository it is read from and by its digest: it can never mean something else.</summary>
/// <param name="Repository">Where it is read from.</param>
/// <param name="Digest">What it is.</param>
public sealed record ArtifactReference(RepositoryReference Repository, Digest Digest)
{
    /// <summary><c>registry/name@digest</c>.</summary>
    public override string ToString() => $"{Repository}@{Digest}";
}
