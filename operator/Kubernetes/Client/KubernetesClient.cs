using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace SegmentOperator.Kubernetes;

/// <summary>
/// The Kubernetes API over HTTP/2. One instance serves the whole process and any number of callers at once. It does not repeat
/// failed requests, save once after a 401 with a renewed credential.
/// </summary>
public sealed class KubernetesClient : IKubernetesClient, IDisposable
{
    private readonly RequestPipeline _pipeline;

    /// <summary>A client of the server that <paramref name="configuration"/> names. Connects on first use.</summary>
    /// <param name="configuration">The server and who we are to it.</param>
    /// <param name="time">The clock that timeouts are measured on.</param>
    /// <param name="fence">Asked before each write; null: writing is always allowed.</param>
    public KubernetesClient(ClusterConfiguration configuration, TimeProvider time, IWriteFence? fence = null)
        : this(configuration, time, fence, new SocketTransport(configuration, fence))
    {
    }

    internal KubernetesClient(ClusterConfiguration configuration, TimeProvider time, IWriteFence? fence, ITransport transport)
    {
        // One header with commas between is what would be sent, and a server would take that for one long value.
        if (configuration.ImpersonateExtra.Any(extra => extra.Value.Count > 1))
            throw new KubeconfigException("This client can act with one value of each extra (as-user-extra): leave out the others, or use a kubeconfig of that user.");
        Configuration = configuration;
        _pipeline = new(configuration, time, fence, transport);
    }

    /// <summary>Where the server is.</summary>
    public ClusterConfiguration Configuration { get; }

    /// <inheritdoc/>
    public Task<T> GetAsync<T>(string name, string? ns, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<T> =>
        SendAsync(HttpMethod.Get, Named<T>(ns, name), null, T.ResourceType.Json, cancellationToken);

    /// <inheritdoc/>
    public async Task<T?> FindAsync<T>(string name, string? ns, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<T>
    {
        try
        {
            return await GetAsync<T>(name, ns, cancellationToken);
        }
        catch (KubernetesException error) when (error.IsNotFound && !error.IsUnknownResource)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public async Task<KubernetesList<T>> ListAsync<T>(ListOptions options, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<T>
    {
        ArgumentNullException.ThrowIfNull(options);
        var query = new QueryText()
            .Add("labelSelector", options.LabelSelector)
            .Add("fieldSelector", options.FieldSelector)
            .Add("resourceVersion", options.ResourceVersion)
            .Add("resourceVersionMatch", options.ResourceVersionMatch)
            .Add("limit", options.Limit)
            .Add("continue", options.Continue);
        var path = query.On(T.ResourceType.Path(options.Namespace));
        return await SendAsync(HttpMethod.Get, path, null, T.ResourceType.ListJson, cancellationToken);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<WatchEvent<T>> WatchAsync<T>(
        WatchOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : class, IKubernetesObject<T>
    {
        ArgumentNullException.ThrowIfNull(options);
        var query = new QueryText()
            .Add("watch", "true")
            .Add("labelSelector", options.LabelSelector)
            .Add("fieldSelector", options.FieldSelector)
            .Add("resourceVersion", options.ResourceVersion)
            .Add("allowWatchBookmarks", options.AllowBookmarks || options.SendInitialEvents ? "true" : null)
            .Add("sendInitialEvents", options.SendInitialEvents ? "true" : null)
            .Add("resourceVersionMatch", options.SendInitialEvents ? "NotOlderThan" : null)
            .Add("timeoutSeconds", (long)Math.Max(1, options.Timeout.TotalSeconds));
        var path = query.On(T.ResourceType.Path(options.Namespace));
        using var watch = await _pipeline.OpenAsync(path, options.Timeout + TimeSpan.FromSeconds(5), cancellationToken);
        await foreach (var change in WatchReader.ReadAsync(watch, T.ResourceType.Json).ConfigureAwait(false))
            yield return change;
    }

    /// <inheritdoc/>
    public Task<T> CreateAsync<T>(T value, CreateOptions options, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<T>
    {
        ArgumentNullException.ThrowIfNull(value);
        ArgumentNullException.ThrowIfNull(options);
        var query = new QueryText().Add("fieldManager", options.FieldManager).Add("dryRun", options.DryRun ? "All" : null);
        var path = query.On(T.ResourceType.Path(value.Metadata.Namespace));
        return SendAsync(HttpMethod.Post, path, JsonBody.Of(value, T.ResourceType.Json), T.ResourceType.Json, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<T> ApplyAsync<T>(T value, ApplyOptions options, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<T>
    {
        ArgumentNullException.ThrowIfNull(value);
        ArgumentNullException.ThrowIfNull(options);
        var query = new QueryText()
            .Add("fieldManager", options.FieldManager)
            .Add("force", options.Force ? "true" : "false")
            .Add("dryRun", options.DryRun ? "All" : null);
        var path = query.On(Named<T>(value.Metadata.Namespace, value.Metadata.Name, options.Subresource));
        var body = JsonBody.Of(value, T.ResourceType.Json, "application/apply-patch+yaml");
        return SendAsync(HttpMethod.Patch, path, body, T.ResourceType.Json, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<T> PatchAsync<T>(
        string name, string? ns, Patch patch, PatchOptions options, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<T>
    {
        ArgumentNullException.ThrowIfNull(patch);
        ArgumentNullException.ThrowIfNull(options);
        var query = new QueryText().Add("fieldManager", options.FieldManager).Add("dryRun", options.DryRun ? "All" : null);
        var path = query.On(Named<T>(ns, name, options.Subresource));
        var body = JsonBody.Of(patch.Body, patch.MediaType);
        return SendAsync(HttpMethod.Patch, path, body, T.ResourceType.Json, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<Lease> UpdateLeaseAsync(Lease lease, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(lease);
        var type = Lease.ResourceType;
        var path = Named<Lease>(lease.Metadata.Namespace, lease.Metadata.Name);
        return SendAsync(HttpMethod.Put, path, JsonBody.Of(lease, type.Json), type.Json, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<bool> DeleteAsync<T>(string name, string? ns, DeleteOptions options, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<T>
    {
        ArgumentNullException.ThrowIfNull(options);
        var body = JsonBody.Of(options, KubernetesJson.Default.DeleteOptions);
        try
        {
            using var answer = await _pipeline.SendAsync(HttpMethod.Delete, Named<T>(ns, name), body, cancellationToken);
            return true;
        }
        catch (KubernetesException error) when (error.IsNotFound && !error.IsUnknownResource)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public Task<TokenRequest> CreateTokenAsync(
        string serviceAccount, string ns, TokenRequest request, CancellationToken cancellationToken)
    {
        var json = TokenRequest.ResourceType.Json;
        var path = Named<ServiceAccount>(ns, serviceAccount, "token");
        return SendAsync(HttpMethod.Post, path, JsonBody.Of(request, json), json, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<string> GetPodLogAsync(string pod, string ns, PodLogOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        var query = new QueryText()
            .Add("container", options.Container)
            .Add("tailLines", options.TailLines)
            .Add("limitBytes", options.LimitBytes)
            .Add("previous", options.Previous ? "true" : null)
            .Add("timestamps", options.Timestamps ? "true" : null);
        using var answer = await SendAsync(HttpMethod.Get, query.On(Named<Pod>(ns, pod, "log")), null, cancellationToken);
        return await _pipeline.ReadAsync(answer, static (content, ends) => content.ReadAsStringAsync(ends), cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, HttpContent? content, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(method);
        ArgumentNullException.ThrowIfNull(path);
        var body = content is null ? null : await JsonBody.OfAsync(content, cancellationToken);
        return await _pipeline.SendAsync(method, path.TrimStart('/'), body, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => _pipeline.Dispose();

    private static string Named<T>(string? ns, string? name, string? subresource = null)
        where T : class, IKubernetesObject<T>
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (T.ResourceType.Namespaced && string.IsNullOrEmpty(ns))
            throw new ArgumentException($"{T.ResourceType.Kind} '{name}' lives in a namespace, and none was given.", nameof(ns));
        return T.ResourceType.Path(ns, name, subresource);
    }

    private async Task<TAnswer> SendAsync<TAnswer>(
        HttpMethod method, string path, JsonBody? body, JsonTypeInfo<TAnswer> json, CancellationToken cancellationToken)
    {
        using var answer = await _pipeline.SendAsync(method, path, body, cancellationToken);
        return await _pipeline.ReadAsync(
            answer,
            async (content, ends) =>
            {
                await using var stream = await content.ReadAsStreamAsync(ends);
                return await JsonSerializer.DeserializeAsync(stream, json, ends)
                    ?? throw new JsonException("The answer is null.");
            },
            cancellationToken);
    }
}
