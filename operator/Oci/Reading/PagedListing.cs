using System.Text.Json;

namespace SegmentOperator.Oci;

/// <summary>Reads a listing page by page to its end. A page that is missing, repeated or garbage is an error: half a listing is
/// none.</summary>
internal sealed class PagedListing(RegistryTransport transport, RegistryClientOptions options)
{
    private const int MostPages = 1000;

    /// <summary>All entries of all pages.</summary>
    /// <param name="first">The first page's request.</param>
    /// <param name="read">Reads a page's entries; any JSON or format exception it throws means garbage.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<IReadOnlyList<T>> ReadAsync<T>(
        RegistryRequest first, Func<ReadOnlyMemory<byte>, HttpResponseMessage, IReadOnlyList<T>> read, CancellationToken cancellationToken)
    {
        var all = new List<T>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var path = first.Path;
        while (path is not null)
        {
            if (seen.Count >= MostPages || !seen.Add(path))
                throw new RegistryUnavailableException($"the registry {first.Repository.Registry} lists {first.What} without an end");
            var request = first with { Path = path };
            var address = await transport.AddressAsync(request, cancellationToken);
            var (entries, next) = await PageAsync(request, address, isFirst: seen.Count == 1, read, cancellationToken);
            all.AddRange(entries);
            if (all.Count > options.ListingLimit)
                throw new RegistryContentException(
                    $"{first.What} in {first.Repository} are more than {options.ListingLimit}", RegistryContentProblem.TooLarge);
            path = next;
        }

        return all;
    }

    private async Task<(IReadOnlyList<T> Entries, string? Next)> PageAsync<T>(
        RegistryRequest request, Uri address, bool isFirst,
        Func<ReadOnlyMemory<byte>, HttpResponseMessage, IReadOnlyList<T>> read, CancellationToken cancellationToken)
    {
        try
        {
            return await transport.SendAsync(
                request, (response, token) => ReadPageAsync(request, address, response, read, token), cancellationToken);
        }
        catch (RegistryNotFoundException e) when (!isFirst)
        {
            // The registry named this page itself: that it is gone says nothing of what it lists.
            throw new RegistryUnavailableException($"the registry {request.Repository.Registry} lost a page while it listed {request.What}", e);
        }
    }

    private async Task<(IReadOnlyList<T> Entries, string? Next)> ReadPageAsync<T>(
        RegistryRequest request, Uri address, HttpResponseMessage response,
        Func<ReadOnlyMemory<byte>, HttpResponseMessage, IReadOnlyList<T>> read, CancellationToken cancellationToken)
    {
        var body = await LimitedBody.ReadAsync(response, options.ManifestSizeLimit, cancellationToken)
            ?? throw Failures.Garbage(request.Repository.Registry, $"{request.What} in pages of at most {options.ManifestSizeLimit} bytes");
        try
        {
            return (read(body, response), LinkHeader.Next(response, address));
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException or KeyNotFoundException
            or RegistryContentException)
        {
            throw Failures.Garbage(request.Repository.Registry, request.What, e);
        }
    }
}
