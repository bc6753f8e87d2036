using System.Collections.Concurrent;

namespace SegmentOperator.Oci;

/// <summary>
/// Asks a registry's mirrors first, then the registry itself. Whatever comes by digest is the same wherever it comes from. A mirror
/// that fails, or does not have something, is no answer: the registry itself has the last word. Listings are not read from mirrors
/// here, because a mirror may lack some of what they list: who can use a part of a listing goes over <see cref="Places"/>.
/// </summary>
/// <param name="inner">Asks one registry.</param>
/// <param name="mirrors">Which mirrors there are.</param>
/// <param name="time">The clock by which a mirror that delivered wrong content is left out for a while.</param>
public sealed class MirroredRegistryClient(IRegistryClient inner, MirrorMap mirrors, TimeProvider time) : IRegistryClient
{
    private const int MostDistrusted = 1024;
    private static readonly TimeSpan Distrusted = TimeSpan.FromMinutes(10);
    private readonly ConcurrentDictionary<(RepositoryReference Place, Digest Digest), DateTimeOffset> distrusted = new();

    /// <inheritdoc/>
    public IReadOnlyList<RegistryPlace> Places(RepositoryReference repository) =>
    [
        .. mirrors.Of(repository).Select(mirror => new RegistryPlace(inner, mirror, IsMirror: true)),
        new RegistryPlace(inner, repository, IsMirror: false),
    ];

    /// <inheritdoc/>
    public Task<Descriptor> ResolveAsync(ImageReference reference, CancellationToken cancellationToken) =>
        FirstAsync(reference.Repository, reference.Digest, place => inner.ResolveAsync(reference.In(place), cancellationToken));

    /// <inheritdoc/>
    public Task<Manifest> GetManifestAsync(ArtifactReference artifact, CancellationToken cancellationToken) =>
        FirstAsync(artifact.Repository, artifact.Digest, place => inner.GetManifestAsync(place.At(artifact.Digest), cancellationToken));

    /// <inheritdoc/>
    public Task<Manifest> GetManifestAsync(ImageReference reference, CancellationToken cancellationToken) =>
        FirstAsync(reference.Repository, reference.Digest, place => inner.GetManifestAsync(reference.In(place), cancellationToken));

    /// <summary>
    /// Opens a blob. Another place is asked when one cannot open it; one that fails while it is read is left out of the next attempt,
    /// and the failure is <see cref="RegistryUnavailableException"/>, since it tells nothing about the registry's own content.
    /// </summary>
    public Task<Stream> OpenBlobAsync(RepositoryReference repository, Descriptor blob, CancellationToken cancellationToken) =>
        FirstAsync<Stream>(repository, blob.Digest, async place =>
        {
            var stream = await inner.OpenBlobAsync(place, blob, cancellationToken);
            return place == repository ? stream : new MirrorStream(stream, place, () => Distrust(place, blob.Digest));
        });

    /// <inheritdoc/>
    public Task<IReadOnlyList<Referrer>> GetReferrersAsync(
        ArtifactReference subject, string? artifactType, CancellationToken cancellationToken) =>
        inner.GetReferrersAsync(subject, artifactType, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> ListTagsAsync(RepositoryReference repository, CancellationToken cancellationToken) =>
        inner.ListTagsAsync(repository, cancellationToken);

    private async Task<T> FirstAsync<T>(RepositoryReference repository, Digest? digest, Func<RepositoryReference, Task<T>> ask)
    {
        foreach (var mirror in mirrors.Of(repository))
        {
            if (digest is not null && distrusted.TryGetValue((mirror, digest), out var until) && until > time.GetUtcNow()) continue;
            try
            {
                return await ask(mirror);
            }
            catch (RegistryException e)
            {
                if (e is RegistryContentException && digest is not null) Distrust(mirror, digest);
            }
        }

        return await ask(repository);
    }

    private void Distrust(RepositoryReference place, Digest digest)
    {
        if (distrusted.Count >= MostDistrusted) distrusted.Clear();
        distrusted[(place, digest)] = time.GetUtcNow() + Distrusted;
    }
}
