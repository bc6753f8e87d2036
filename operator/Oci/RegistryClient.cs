using System.Net;
using System.Text.Json;

namespace SegmentOperator.Oci;

/// <summary>The client for real registries. One instance serves the whole program: it keeps connections and tokens.</summary>
public sealed class RegistryClient : IRegistryClient, IDisposable
{
    private const int TagsPage = 1000;
    private static readonly string[] ManifestTypes =
        [MediaTypes.OciManifest, MediaTypes.OciIndex, MediaTypes.DockerManifest, MediaTypes.DockerManifestList];

    private readonly RegistryClientOptions options;
    private readonly TimeProvider time;
    private readonly RegistryTransport transport;
    private readonly PagedListing listing;
    private readonly ReferrersReader referrers;

    /// <summary>A client.</summary>
    /// <param name="options">How to reach registries.</param>
    /// <param name="time">The clock for timeouts, pauses and token lifetimes.</param>
    /// <param name="random">Spreads the pauses between retries; used under a lock.</param>
    public RegistryClient(RegistryClientOptions options, TimeProvider time, Random random)
    {
        this.options = options;
        this.time = time;
        transport = new RegistryTransport(options, time, random);
        listing = new PagedListing(transport, options);
        referrers = new ReferrersReader(this, listing, options, time);
    }

    /// <inheritdoc/>
    public async Task<Descriptor> ResolveAsync(ImageReference reference, CancellationToken cancellationToken)
    {
        Descriptor? resolved = null;
        try
        {
            resolved = await transport.SendAsync(
                ManifestRequest("manifest.head", HttpMethod.Head, reference), (response, _) => Task.FromResult(FromHeaders(response)),
                cancellationToken);
        }
        catch (RegistryUnavailableException e) when (e.StatusCode is HttpStatusCode.MethodNotAllowed or HttpStatusCode.NotImplemented)
        {
            // Falls back to GET below.
        }

        if (resolved is not null && (reference.Digest is null || reference.Digest == resolved.Digest)) return resolved;
        return (await GetManifestAsync(reference, cancellationToken)).Descriptor;
    }

    /// <inheritdoc/>
    public Task<Manifest> GetManifestAsync(ArtifactReference artifact, CancellationToken cancellationToken) =>
        GetManifestAsync(new ImageReference(artifact.Repository, tag: null, artifact.Digest), cancellationToken);

    /// <inheritdoc/>
    public Task<Manifest> GetManifestAsync(ImageReference reference, CancellationToken cancellationToken) =>
        transport.SendAsync(
            ManifestRequest("manifest.get", HttpMethod.Get, reference),
            (response, token) => ReadManifestAsync(reference, response, token), cancellationToken);

    /// <inheritdoc/>
    public Task<Stream> OpenBlobAsync(RepositoryReference repository, Descriptor blob, CancellationToken cancellationToken)
    {
        var request = new RegistryRequest(
            "blob.get", HttpMethod.Get, repository, $"v2/{repository.Name}/blobs/{blob.Digest}", $"the blob {blob.Digest}");
        return BlobStream.OpenAsync(transport, request, blob, options.RequestTimeout, time, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<Referrer>> GetReferrersAsync(
        ArtifactReference subject, string? artifactType, CancellationToken cancellationToken) =>
        referrers.ReadAsync(subject, artifactType, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> ListTagsAsync(RepositoryReference repository, CancellationToken cancellationToken)
    {
        var request = new RegistryRequest(
            "tags.list", HttpMethod.Get, repository, $"v2/{repository.Name}/tags/list?n={TagsPage}", "the tags");
        return listing.ReadAsync(request, ReadTags, cancellationToken);
    }

    /// <summary>Closes the connections.</summary>
    public void Dispose() => transport.Dispose();

    private static RegistryRequest ManifestRequest(string operation, HttpMethod method, ImageReference reference)
    {
        var name = reference.Digest?.ToString() ?? reference.Tag!;
        return new RegistryRequest(
            operation, method, reference.Repository, $"v2/{reference.Repository.Name}/manifests/{name}",
            reference.Digest is null ? $"the tag {name}" : $"the manifest {name}")
        {
            Accept = ManifestTypes,
        };
    }

    private static Descriptor? FromHeaders(HttpResponseMessage response)
    {
        var named = response.Headers.TryGetValues("Docker-Content-Digest", out var values) ? values.FirstOrDefault() : null;
        return Digest.TryParse(named, out var digest, out _)
            && response.Content.Headers is { ContentLength: { } size, ContentType.MediaType: { } type }
            ? new Descriptor(type, digest, size) : null;
    }

    private async Task<Manifest> ReadManifestAsync(
        ImageReference reference, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var content = await LimitedBody.ReadAsync(response, options.ManifestSizeLimit, cancellationToken)
            ?? throw new RegistryContentException(
                $"the manifest of {reference} is larger than {options.ManifestSizeLimit} bytes", RegistryContentProblem.TooLarge);
        var promised = reference.Digest ?? FromHeaders(response)?.Digest;
        var digest = promised ?? Digest.Compute(content);
        if (!digest.Matches(content))
            throw new RegistryContentException(
                $"the registry {reference.Repository.Registry} delivered other content than the manifest {digest} of "
                + reference.Repository.Name, RegistryContentProblem.WrongDigest);
        try
        {
            return ManifestReader.Read(content, digest, response.Content.Headers.ContentType?.MediaType);
        }
        catch (RegistryContentException e) when (promised is null)
        {
            // Nothing says that these bytes are what was pushed: an error page or a captive portal answers like this.
            throw Failures.Garbage(reference.Repository.Registry, $"the manifest of {reference}", e);
        }
    }

    private static IReadOnlyList<string> ReadTags(ReadOnlyMemory<byte> body, HttpResponseMessage response)
    {
        using var document = JsonDocument.Parse(body);
        var tags = document.RootElement.GetProperty("tags");
        if (tags.ValueKind == JsonValueKind.Null) return [];
        return [.. tags.EnumerateArray().Select(t => t.GetString() ?? throw new FormatException("a tag is null"))];
    }
}
