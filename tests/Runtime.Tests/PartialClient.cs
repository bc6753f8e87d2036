using SegmentOperator.Kubernetes;

namespace SegmentOperator.Runtime.Tests;

/// <summary>A client of which a test gives the part that it needs.</summary>
internal abstract class PartialClient : IKubernetesClient
{
    public virtual Task<T> GetAsync<T>(string name, string? ns, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<T> => throw new NotSupportedException();

    public virtual Task<T?> FindAsync<T>(string name, string? ns, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<T> => throw new NotSupportedException();

    public virtual Task<KubernetesList<T>> ListAsync<T>(ListOptions options, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<T> => throw new NotSupportedException();

    public virtual IAsyncEnumerable<WatchEvent<T>> WatchAsync<T>(WatchOptions options, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<T> => throw new NotSupportedException();

    public virtual Task<T> CreateAsync<T>(T value, CreateOptions options, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<T> => throw new NotSupportedException();

    public virtual Task<T> ApplyAsync<T>(T value, ApplyOptions options, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<T> => throw new NotSupportedException();

    public virtual Task<T> PatchAsync<T>(
        string name, string? ns, Patch patch, PatchOptions options, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<T> => throw new NotSupportedException();

    public virtual Task<Lease> UpdateLeaseAsync(Lease lease, CancellationToken cancellationToken) => throw new NotSupportedException();

    public virtual Task<bool> DeleteAsync<T>(string name, string? ns, DeleteOptions options, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<T> => throw new NotSupportedException();

    public Task<TokenRequest> CreateTokenAsync(
        string serviceAccount, string ns, TokenRequest request, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<string> GetPodLogAsync(string pod, string ns, PodLogOptions options, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, HttpContent? content, CancellationToken cancellationToken) => throw new NotSupportedException();

    protected static KubernetesException Error(int code, string reason) =>
        new(new() { Code = code, Reason = reason, Message = reason, Details = new() { Name = "x" } });
}
