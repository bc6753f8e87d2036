using SegmentOperator.Oci;

namespace SegmentOperator.Sigstore;

/// <summary>
/// The registry as verification reads it: each listing once for all who ask within seconds, each manifest and blob once by its digest
/// for all artifacts, authorities and policies.
/// </summary>
internal sealed class ContentReads
{
    private const long ListingsKept = 10_000;
    private const long ContentKept = 32 * 1024 * 1024;
    private const long Overhead = 512;
    // Content cannot change under its digest; that it is dropped after a day only keeps what nobody asks for from staying.
    private static readonly TimeSpan ContentLifetime = TimeSpan.FromDays(1);
    private readonly SharedReads<(RegistryPlace Place, Digest Digest), IReadOnlyList<Referrer>> referrers;
    private readonly SharedReads<(RegistryPlace Place, string Tag), Manifest?> tags;
    private readonly SharedReads<(RegistryPlace Place, Digest Digest), Manifest> manifests;
    private readonly SharedReads<(RegistryPlace Place, Descriptor Blob), byte[]> blobs;

    public ContentReads(SignatureVerifierOptions options, TimeProvider time)
    {
        referrers = new(
            (key, token) => key.Place.Client.GetReferrersAsync(key.Place.Repository.At(key.Digest), artifactType: null, token),
            options, options.RefusedLifetime, ListingsKept, listed => 1 + listed.Count, time);
        tags = new((key, token) => FindAsync(key.Place, key.Tag, token), options, options.RefusedLifetime, ListingsKept, _ => 1, time);
        manifests = new(
            (key, token) => key.Place.Client.GetManifestAsync(key.Place.Repository.At(key.Digest), token),
            options, ContentLifetime, ContentKept, manifest => manifest.Content.Length + Overhead, time);
        blobs = new(
            (key, token) => key.Place.Client.ReadBlobAsync(key.Place.Repository, key.Blob, options.SignatureSizeLimit, token),
            options, ContentLifetime, ContentKept, content => content.Length + Overhead, time);
    }

    /// <summary>What refers to the artifact; a <see cref="RegistryException"/> when that could not be listed whole.</summary>
    public Task<IReadOnlyList<Referrer>> ReferrersAsync(RegistryPlace place, Digest artifact, CancellationToken cancellationToken) =>
        referrers.ReadAsync((place, artifact), cancellationToken);

    /// <summary>The manifest that a tag points to; null when there is no such tag.</summary>
    public Task<Manifest?> TagAsync(RegistryPlace place, string tag, CancellationToken cancellationToken) =>
        tags.ReadAsync((place, tag), cancellationToken);

    public async Task<Manifest> ManifestAsync(RegistryPlace place, Referrer referrer, CancellationToken cancellationToken) =>
        referrer.Manifest ?? await manifests.ReadAsync((place, referrer.Descriptor.Digest), cancellationToken);

    /// <summary>A blob. Its annotations say how it is used and not what it is.</summary>
    public Task<byte[]> BlobAsync(RegistryPlace place, Descriptor blob, CancellationToken cancellationToken) =>
        blobs.ReadAsync((place, new Descriptor(blob.MediaType, blob.Digest, blob.Size)), cancellationToken);

    private static async Task<Manifest?> FindAsync(RegistryPlace place, string tag, CancellationToken cancellationToken)
    {
        try
        {
            return await place.Client.GetManifestAsync(ImageReference.ForTag(place.Repository, tag), cancellationToken);
        }
        catch (RegistryNotFoundException)
        {
            return null;
        }
    }
}
