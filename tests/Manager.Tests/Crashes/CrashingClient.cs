using SegmentOperator.Kubernetes;

namespace SegmentOperator.Manager.Crashes;

/// <summary>The API of an operator that is killed at a <see cref="CrashPoint"/>. Events do not count: nothing hangs on them.</summary>
internal sealed class CrashingClient(IKubernetesClient inner, CrashPoint crash) : IKubernetesClient
{
    public Task<T> GetAsync<T>(string name, string? ns, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<T> => Read(() => inner.GetAsync<T>(name, ns, cancellationToken));

    public Task<T?> FindAsync<T>(string name, string? ns, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<T> => Read(() => inner.FindAsync<T>(name, ns, cancellationToken));

    public Task<KubernetesList<T>> ListAsync<T>(ListOptions options, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<T> => Read(() => inner.ListAsync<T>(options, cancellationToken));

    public IAsyncEnumerable<WatchEvent<T>> WatchAsync<T>(WatchOptions options, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<T> => inner.WatchAsync<T>(options, cancellationToken);

    public Task<T> CreateAsync<T>(T value, CreateOptions options, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<T> => Write<T, T>("create", () => inner.CreateAsync(value, options, cancellationToken));

    public Task<T> ApplyAsync<T>(T value, ApplyOptions options, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<T> => Write<T, T>("apply", () => inner.ApplyAsync(value, options, cancellationToken));

    public Task<T> PatchAsync<T>(string name, string? ns, Patch patch, PatchOptions options, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<T> => Write<T, T>("patch", () => inner.PatchAsync<T>(name, ns, patch, options, cancellationToken));

    public Task<Lease> UpdateLeaseAsync(Lease lease, CancellationToken cancellationToken) => inner.UpdateLeaseAsync(lease, cancellationToken);

    public Task<bool> DeleteAsync<T>(string name, string? ns, DeleteOptions options, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<T> => Write<T, bool>("delete", () => inner.DeleteAsync<T>(name, ns, options, cancellationToken));

    public Task<TokenRequest> CreateTokenAsync(string serviceAccount, string ns, TokenRequest request, CancellationToken cancellationToken) =>
        Write<TokenRequest, TokenRequest>("create", () => inner.CreateTokenAsync(serviceAccount, ns, request, cancellationToken));

    public Task<string> GetPodLogAsync(string pod, string ns, PodLogOptions options, CancellationToken cancellationToken) =>
        Read(() => inner.GetPodLogAsync(pod, ns, options, cancellationToken));

    public Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? content, CancellationToken cancellationToken) =>
        Read(() => inner.SendAsync(method, path, content, cancellationToken));

    private Task<T> Read<T>(Func<Task<T>> send)
    {
        crash.EnsureAlive();
        return send();
    }

    private Task<TResult> Write<T, TResult>(string verb, Func<Task<TResult>> send)
        where T : class, IKubernetesObject<T> =>
        typeof(T) == typeof(Event) ? Read(send) : crash.WriteAsync($"{verb} {T.ResourceType.Kind}", send);
}
