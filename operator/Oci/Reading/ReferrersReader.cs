using System.Collections.Concurrent;
using System.Net;

namespace SegmentOperator.Oci;

/// <summary>Lists what refers to an artifact: by the referrers API, or by the fallback tag where the registry has no such API.</summary>
internal sealed class ReferrersReader(
    RegistryClient client, PagedListing listing, RegistryClientOptions options, TimeProvider time)
{
    private const int AtOnce = 4;
    private const int TagHexLength = 64;
    private const int MostKept = 1024;
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(10);
    private readonly ConcurrentDictionary<string, DateTimeOffset> withoutApi = new(StringComparer.Ordinal);

    public async Task<IReadOnlyList<Referrer>> ReadAsync(
        ArtifactReference subject, string? artifactType, CancellationToken cancellationToken)
    {
        var registry = subject.Repository.Registry;
        if (!withoutApi.TryGetValue(registry, out var until) || until <= time.GetUtcNow())
        {
            try
            {
                return await FromApiAsync(subject, artifactType, cancellationToken);
            }
            catch (RegistryException e) when (HasNoApi(e))
            {
                // An error code means that the API is there and the repository is not; without one the path is unknown.
                if (withoutApi.Count >= MostKept) withoutApi.Clear();
                if (e.ErrorCode is null || e is not RegistryNotFoundException) withoutApi[registry] = time.GetUtcNow() + Remembered;
            }
        }

        return await FromTagAsync(subject, artifactType, cancellationToken);
    }

    // 404 is what the specification says; 405 and 501 are HTTP's own words for the same. Any other failure is a failure.
    private static bool HasNoApi(RegistryException e) =>
        e is RegistryNotFoundException || e.StatusCode is HttpStatusCode.MethodNotAllowed or HttpStatusCode.NotImplemented;

    private async Task<IReadOnlyList<Referrer>> FromApiAsync(
        ArtifactReference subject, string? artifactType, CancellationToken cancellationToken)
    {
        var query = artifactType is null ? string.Empty : "?artifactType=" + Uri.EscapeDataString(artifactType);
        var request = new RegistryRequest(
            "referrers.list", HttpMethod.Get, subject.Repository, $"v2/{subject.Repository.Name}/referrers/{subject.Digest}{query}",
            $"the referrers of {subject.Digest}")
        {
            Accept = [MediaTypes.OciIndex],
        };
        var entries = await listing.ReadAsync(request, ReadPage, cancellationToken);
        return
        [
            .. entries.DistinctBy(d => d.Digest)
                .Where(d => Fits(d.ArtifactType, artifactType))
                .Select(d => new Referrer(d, Manifest: null)),
        ];
    }

    private static IReadOnlyList<Descriptor> ReadPage(ReadOnlyMemory<byte> body, HttpResponseMessage response)
    {
        var page = ManifestReader.Read(body, Digest.Compute(body.Span), response.Content.Headers.ContentType?.MediaType);
        return page.IsIndex ? page.Manifests : throw new FormatException("the listing is not an index");
    }

    private async Task<IReadOnlyList<Referrer>> FromTagAsync(
        ArtifactReference subject, string? artifactType, CancellationToken cancellationToken)
    {
        var hex = subject.Digest.Hex;
        var tag = $"{subject.Digest.Algorithm}-{(hex.Length > TagHexLength ? hex[..TagHexLength] : hex)}";
        Manifest index;
        try
        {
            index = await client.GetManifestAsync(ImageReference.ForTag(subject.Repository, tag), cancellationToken);
        }
        catch (RegistryNotFoundException)
        {
            return [];
        }

        var entries = index.Manifests.DistinctBy(d => d.Digest).ToArray();
        if (entries.Length > options.FallbackReferrersLimit)
            throw new RegistryContentException(
                $"the referrers of {subject} are {entries.Length}, at most {options.FallbackReferrersLimit} are looked at",
                RegistryContentProblem.TooLarge);
        var found = new Referrer?[entries.Length];
        await Parallel.ForEachAsync(
            Enumerable.Range(0, entries.Length),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (i, token) => found[i] = await FetchAsync(subject, entries[i], artifactType, token));
        return [.. found.OfType<Referrer>()];
    }

    // Anybody's client writes this index: whether an entry refers to the subject, and what it is, only its manifest says.
    private async Task<Referrer?> FetchAsync(
        ArtifactReference subject, Descriptor entry, string? artifactType, CancellationToken cancellationToken)
    {
        try
        {
            var manifest = await client.GetManifestAsync(subject.Repository.At(entry.Digest), cancellationToken);
            if (manifest.Subject?.Digest != subject.Digest || !Fits(manifest.ArtifactType, artifactType)) return null;
            var descriptor = manifest.Descriptor with { ArtifactType = manifest.ArtifactType, Annotations = manifest.Annotations };
            return new Referrer(descriptor, manifest);
        }
        catch (RegistryNotFoundException)
        {
            return null;
        }
        catch (RegistryContentException e) when (e.Problem is RegistryContentProblem.Malformed or RegistryContentProblem.TooLarge)
        {
            return null;
        }
    }

    private static bool Fits(string? type, string? wanted) => wanted is null || string.Equals(type, wanted, StringComparison.Ordinal);
}
