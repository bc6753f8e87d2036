using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace SegmentOperator.Kubernetes;

/// <summary>What every request goes through: credential, fence, timeout, and one way of telling errors apart.</summary>
internal sealed class RequestPipeline(
    ClusterConfiguration configuration, TimeProvider time, IWriteFence? fence, ITransport transport) : IDisposable
{
    private readonly Uri _base = new(configuration.Server.AbsoluteUri.TrimEnd('/') + "/");

    /// <summary>Sends and returns a successful answer, of which only the headers have been read.</summary>
    public async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, JsonBody? body, CancellationToken cancellationToken)
    {
        var timeout = configuration.RequestTimeout;
        if (fence is not null && method != HttpMethod.Get)
        {
            var mayTake = fence.EnsureMayWrite();
            if (mayTake != Timeout.InfiniteTimeSpan && mayTake < timeout)
                (timeout, path) = (mayTake, WithServerTimeout(path, mayTake));
        }

        using var limit = new CancellationTokenSource(timeout, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        return await GuardAsync($"{method} {path}", () => SendOnceOrTwiceAsync(method, path, body, linked.Token), cancellationToken);
    }

    /// <summary>Opens a watch. The body is read under a guard of <paramref name="atMost"/> from now.</summary>
    public async Task<OpenWatch> OpenAsync(string path, TimeSpan atMost, CancellationToken cancellationToken)
    {
        var what = $"GET {path}";
        using var opening = new CancellationTokenSource(configuration.RequestTimeout, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(opening.Token, cancellationToken);
        var answer = await GuardAsync(
            what, () => SendOnceOrTwiceAsync(HttpMethod.Get, path, null, linked.Token), cancellationToken);
        try
        {
            var body = await GuardAsync(what, () => answer.Content.ReadAsStreamAsync(linked.Token), cancellationToken);
            var limit = new CancellationTokenSource(atMost, time);
            var guard = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
            return new(answer, body, limit, guard, path, cancellationToken);
        }
        catch
        {
            answer.Dispose();
            throw;
        }
    }

    /// <summary>Reads a successful answer's content; a torn or unreadable one is no answer.</summary>
    public async Task<T> ReadAsync<T>(
        HttpResponseMessage answer, Func<HttpContent, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        var what = $"{answer.RequestMessage?.Method} {answer.RequestMessage?.RequestUri?.PathAndQuery}";
        using var limit = new CancellationTokenSource(configuration.RequestTimeout, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        return await GuardAsync(what, () => read(answer.Content, linked.Token), cancellationToken);
    }

    public void Dispose() => transport.Dispose();

    /// <summary>A write that the server has not begun in time must not take effect later, when somebody else leads.</summary>
    private static string WithServerTimeout(string path, TimeSpan mayTake) =>
        $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}timeout={Math.Max(1, (long)mayTake.TotalMilliseconds)}ms";

    /// <summary>
    /// A renewal that is given up takes its HTTP/1.1 connection along, so the next attempt does not wait in the same silence. One of HTTP/2
    /// would stay, until its pings find out that it is dead, which is longer than a leader can wait.
    /// </summary>
    private static bool IsOfLease(string path) => path.Contains("/leases/", StringComparison.Ordinal);

    private async Task<HttpResponseMessage> SendOnceOrTwiceAsync(
        HttpMethod method, string path, JsonBody? body, CancellationToken cancellationToken)
    {
        var answer = await SendOnceAsync(method, path, body, cancellationToken);
        if (answer.StatusCode == HttpStatusCode.Unauthorized && configuration.Credential is { } credential)
        {
            answer.Dispose();
            credential.Reject();
            answer = await SendOnceAsync(method, path, body, cancellationToken);
        }

        if (answer.IsSuccessStatusCode)
            return answer;
        using (answer)
            throw await ErrorReader.ReadAsync(answer, time, cancellationToken);
    }

    private async Task<HttpResponseMessage> SendOnceAsync(
        HttpMethod method, string path, JsonBody? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, new Uri(_base, path))
        {
            Version = IsOfLease(path) ? HttpVersion.Version11 : HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
            Content = body?.ToContent(),
        };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        request.Headers.TryAddWithoutValidation("User-Agent", configuration.UserAgent);
        if (configuration.TlsServerName is { } name)
            request.Headers.Host = name;
        if (configuration.ImpersonateUser is { } user)
            request.Headers.Add("Impersonate-User", user);
        if (configuration.ImpersonateUid is { } uid)
            request.Headers.Add("Impersonate-Uid", uid);
        GroupLines.Add(request, configuration.ImpersonateGroups);
        foreach (var (key, values) in configuration.ImpersonateExtra)
            request.Headers.Add($"Impersonate-Extra-{Uri.EscapeDataString(key)}", values);
        var certificate = default(System.Security.Cryptography.X509Certificates.X509Certificate2);
        if (configuration.Credential is { } credential)
        {
            certificate = await credential.GetCertificateAsync(cancellationToken);
            request.Headers.Authorization = await credential.GetAuthorizationAsync(cancellationToken);
        }

        var answer = await transport.SendAsync(request, certificate, cancellationToken);
        ClientMetrics.Count(method, configuration.Server.Authority, answer.StatusCode);
        return answer;
    }

    private async Task<T> GuardAsync<T>(string what, Func<Task<T>> send, CancellationToken cancellationToken)
    {
        try
        {
            return await send();
        }
        catch (OperationCanceledException error) when (!cancellationToken.IsCancellationRequested)
        {
            throw new KubernetesUnreachableException($"{what}: {configuration.Server} did not answer in time.", error);
        }
        catch (Exception error) when (error is HttpRequestException or IOException or JsonException or TimeoutException)
        {
            if (ClientErrors.Fenced(error) is { } fenced)
                throw fenced;
            throw new KubernetesUnreachableException($"{what}: {ClientErrors.Describe(error)}", error);
        }
    }
}
