namespace SegmentOperator.Kubernetes;

/// <summary>
/// The Kubernetes API. Every method throws <see cref="KubernetesException"/> when the server answers with an error and
/// <see cref="KubernetesUnreachableException"/> when no complete answer came. Namespaces are null for cluster-scoped kinds.
/// </summary>
public interface IKubernetesClient
{
    /// <summary>Reads one object.</summary>
    Task<T> GetAsync<T>(string name, string? ns, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<T>;

    /// <summary>Reads one object; null when there is none of that name (404).</summary>
    Task<T?> FindAsync<T>(string name, string? ns, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<T>;

    /// <summary>Reads one page, or all, of a collection.</summary>
    Task<KubernetesList<T>> ListAsync<T>(ListOptions options, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<T>;

    /// <summary>
    /// Streams changes until the server ends the watch. An error event ends it with a <see cref="KubernetesException"/> (410:
    /// <see cref="KubernetesException.IsGone"/>); a torn or silent connection with a <see cref="KubernetesUnreachableException"/>.
    /// </summary>
    IAsyncEnumerable<WatchEvent<T>> WatchAsync<T>(WatchOptions options, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<T>;

    /// <summary>Creates <paramref name="value"/>; a name that exists is <see cref="KubernetesException.IsAlreadyExists"/>.</summary>
    Task<T> CreateAsync<T>(T value, CreateOptions options, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<T>;

    /// <summary>Server-side apply: the fields that <paramref name="value"/> states become, and stay, the manager's.</summary>
    Task<T> ApplyAsync<T>(T value, ApplyOptions options, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<T>;

    /// <summary>Changes one object by a patch.</summary>
    Task<T> PatchAsync<T>(string name, string? ns, Patch patch, PatchOptions options, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<T>;

    /// <summary>Replaces a lease, which needs compare-and-swap; other kinds are applied or patched.</summary>
    Task<Lease> UpdateLeaseAsync(Lease lease, CancellationToken cancellationToken);

    /// <summary>
    /// Deletes one object. False when there is none of that name; a failed precondition is
    /// <see cref="KubernetesException.IsConflict"/>.
    /// </summary>
    Task<bool> DeleteAsync<T>(string name, string? ns, DeleteOptions options, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<T>;

    /// <summary>Mints a token for a service account (the TokenRequest subresource).</summary>
    Task<TokenRequest> CreateTokenAsync(string serviceAccount, string ns, TokenRequest request, CancellationToken cancellationToken);

    /// <summary>Reads a container's log.</summary>
    Task<string> GetPodLogAsync(string pod, string ns, PodLogOptions options, CancellationToken cancellationToken);

    /// <summary>
    /// Any other request: subresources, discovery, non-resource addresses such as <c>version</c>. The answer's success status
    /// has been checked; its content is the caller's to dispose.
    /// </summary>
    Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? content, CancellationToken cancellationToken);
}
