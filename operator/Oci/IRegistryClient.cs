namespace SegmentOperator.Oci;

/// <summary>
/// Reads from OCI registries (distribution specification 1.1). Everything that is returned has been checked against its digest
/// by this reader. Every method throws a <see cref="RegistryException"/> for what the registry did, and
/// <see cref="OperationCanceledException"/> only when the caller cancelled.
/// </summary>
public interface IRegistryClient
{
    /// <summary>The places that a repository is read from, in the order in which they are asked; the last one is the registry itself.
    /// Who looks for something that one place may lack, asks each.</summary>
    IReadOnlyList<RegistryPlace> Places(RepositoryReference repository) => [new RegistryPlace(this, repository, IsMirror: false)];

    /// <summary>What a reference stands for now: a HEAD, or a GET where the registry's HEAD says too little. A reference with a
    /// digest is looked up by that digest.</summary>
    Task<Descriptor> ResolveAsync(ImageReference reference, CancellationToken cancellationToken);

    /// <summary>The manifest with this digest, at most <see cref="RegistryClientOptions.ManifestSizeLimit"/> bytes.</summary>
    Task<Manifest> GetManifestAsync(ArtifactReference artifact, CancellationToken cancellationToken);

    /// <summary>The manifest that a tag points to now (or the digest, if the reference has one), in one request.</summary>
    Task<Manifest> GetManifestAsync(ImageReference reference, CancellationToken cancellationToken);

    /// <summary>
    /// Opens a blob for reading from start to end. The stream takes up an interrupted transfer where it broke, and throws a
    /// <see cref="RegistryContentException"/> from the read that finds the size or digest wrong: only who has read up to the
    /// end (a read returned 0) may use what came out.
    /// </summary>
    Task<Stream> OpenBlobAsync(RepositoryReference repository, Descriptor blob, CancellationToken cancellationToken);

    /// <summary>
    /// What refers to this artifact (signatures, attestations), all pages of it, from the referrers API or, where the registry
    /// has none, from the fallback tag. With the fallback tag each manifest is fetched and only those that really name the
    /// subject are returned, with the type that they themselves carry. Empty means: the registry says there is none.
    /// </summary>
    /// <param name="subject">The artifact.</param>
    /// <param name="artifactType">Only referrers of this type, or null for all.</param>
    /// <param name="cancellationToken">Cancels.</param>
    Task<IReadOnlyList<Referrer>> GetReferrersAsync(
        ArtifactReference subject, string? artifactType, CancellationToken cancellationToken);

    /// <summary>All tags of a repository, all pages of it, in the registry's order.</summary>
    Task<IReadOnlyList<string>> ListTagsAsync(RepositoryReference repository, CancellationToken cancellationToken);
}
