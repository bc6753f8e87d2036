using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;

namespace SegmentOperator.Sigstore;

/// <summary>A TUF repository on the web, or a mirror of it.</summary>
/// <param name="http">Sends the requests.</param>
/// <param name="address">The folder that holds timestamp.json.</param>
/// <param name="timeout">How long one file may take, so that nobody keeps us by answering slowly.</param>
/// <param name="time">The clock for that.</param>
public sealed class TufWeb(HttpClient http, Uri address, TimeSpan timeout, TimeProvider time) : ITufRepository
{
    // Every other file bears its version in its name and is asked for once.
    private const string Renewed = "timestamp.json";
    private readonly ConcurrentDictionary<string, (EntityTagHeaderValue Tag, byte[] Content)> tagged = new(StringComparer.Ordinal);
    private readonly Uri folder = address.AbsolutePath.EndsWith('/') ? address : new UriBuilder(address) { Path = address.AbsolutePath + "/" }.Uri;

    /// <inheritdoc/>
    public string Name => folder.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);

    /// <inheritdoc/>
    public async Task<byte[]?> FindAsync(string path, long limit, CancellationToken cancellationToken)
    {
        using var timer = new CancellationTokenSource(timeout, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(folder, path));
            if (tagged.TryGetValue(path, out var known)) request.Headers.IfNoneMatch.Add(known.Tag);
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, linked.Token);
            if (response.StatusCode == HttpStatusCode.NotModified && known.Content is not null) return known.Content;
            // Buckets without the right to list answer 403 for what they do not have.
            if (response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Forbidden or HttpStatusCode.Gone) return null;
            if (!response.IsSuccessStatusCode)
                throw new TufException(TufProblem.Unreachable, $"the TUF repository {Name} answered {(int)response.StatusCode} when asked for {path}");
            await using var body = await response.Content.ReadAsStreamAsync(linked.Token);
            var content = await TufBytes.ReadAsync(body, limit, path, linked.Token);
            if (path == Renewed && response.Headers.ETag is { } tag) tagged[path] = (tag, content);
            return content;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TufException(TufProblem.Unreachable, $"the TUF repository {Name} did not deliver {path} within {timeout.TotalSeconds:0} s");
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new TufException(TufProblem.Unreachable, $"the TUF repository {Name} cannot be reached: {e.Message}", e);
        }
    }
}
