using SegmentOperator.Kubernetes;

namespace SegmentOperator.Runtime;

/// <summary>
/// Shows the answer to each write to the cache of its kind before the caller has it, so that who reads after writing never
/// reads what was before. Keeps to the rate that controllers are allowed.
/// </summary>
internal sealed class ObservingClient(IKubernetesClient inner, Func<Type, IObservingCache?> cacheOf, RequestLimiter limiter) : IKubernetesClient
{
    public Task<T> GetAsync<T>(string name, string? ns, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<T> =>
        InTurnAsync(() => inner.GetAsync<T>(name, ns, cancellationToken), cancellationToken);

    public Task<T?> FindAsync<T>(string name, string? ns, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<T> =>
        InTurnAsync(() => inner.FindAsync<T>(name, ns, cancellationToken), cancellationToken);

    public Task<KubernetesList<T>> ListAsync<T>(ListOptions options, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<T> =>
        InTurnAsync(() => inner.ListAsync<T>(options, cancellationToken), cancellationToken);

    public IAsyncEnumerable<WatchEvent<T>> WatchAsync<T>(WatchOptions options, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<T> => inner.WatchAsync<T>(options, cancellationToken);

    public async Task<T> CreateAsync<T>(T value, CreateOptions options, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<T> =>
        Observe(await InTurnAsync(() => inner.CreateAsync(value, options, cancellationToken), cancellationToken), options.DryRun);

    public async Task<T> ApplyAsync<T>(T value, ApplyOptions options, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<T> =>
        Observe(await InTurnAsync(() => inner.ApplyAsync(value, options, cancellationToken), cancellationToken), options.DryRun);

    public async Task<T> PatchAsync<T>(
        string name, string? ns, Patch patch, PatchOptions options, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<T> =>
        Observe(await InTurnAsync(() => inner.PatchAsync<T>(name, ns, patch, options, cancellationToken), cancellationToken), options.DryRun);

    public async Task<Lease> UpdateLeaseAsync(Lease lease, CancellationToken cancellationToken) =>
        Observe(await InTurnAsync(() => inner.UpdateLeaseAsync(lease, cancellationToken), cancellationToken), dryRun: false);

    /// <summary>What takes something away waits for nobody: when many grants end at once, their proofs would else use up the rate.</summary>
    public Task<bool> DeleteAsync<T>(string name, string? ns, DeleteOptions options, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<T>
    {
        limiter.Count();
        return inner.DeleteAsync<T>(name, ns, options, cancellationToken);
    }

    public Task<TokenRequest> CreateTokenAsync(
        string serviceAccount, string ns, TokenRequest request, CancellationToken cancellationToken) =>
        InTurnAsync(() => inner.CreateTokenAsync(serviceAccount, ns, request, cancellationToken), cancellationToken);

    public Task<string> GetPodLogAsync(string pod, string ns, PodLogOptions options, CancellationToken cancellationToken) =>
        InTurnAsync(() => inner.GetPodLogAsync(pod, ns, options, cancellationToken), cancellationToken);

    public Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, HttpContent? content, CancellationToken cancellationToken) =>
        InTurnAsync(() => inner.SendAsync(method, path, content, cancellationToken), cancellationToken);

    private async Task<TAnswer> InTurnAsync<TAnswer>(Func<Task<TAnswer>> send, CancellationToken cancellationToken)
    {
        await limiter.WaitAsync(cancellationToken);
        return await send();
    }

    private T Observe<T>(T written, bool dryRun)
        where T : class, IKubernetesObject<T>
    {
        if (!dryRun)
            cacheOf(typeof(T))?.ObserveWrite(written);
        return written;
    }
}
