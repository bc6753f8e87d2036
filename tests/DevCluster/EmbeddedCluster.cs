namespace SegmentOperator.DevCluster;

/// <summary>
/// A Kubernetes API inside this process, on loopback with TLS: a test double that answers what a real kube-apiserver
/// answers, and refuses what it does not serve. Ends, with everything in it, when disposed.
/// </summary>
public sealed class EmbeddedCluster : IAsyncDisposable
{
    private readonly ClusterContext _cluster;

    private EmbeddedCluster(ClusterContext cluster) => _cluster = cluster;

    /// <summary>Where the API listens, <c>https://127.0.0.1:PORT/</c>.</summary>
    public Uri Address => _cluster.Address;

    /// <summary>The certificate of the authority that signed the server's, PEM.</summary>
    public string AuthorityPem => _cluster.Certificates.AuthorityPem;

    /// <summary>The administrator's kubeconfig (a client certificate of the group system:masters), YAML.</summary>
    public string AdminKubeconfig => throw new NotSupportedException("This part of the server is not there yet.");

    /// <summary>The kubeconfig of one of the options' users, YAML.</summary>
    public string KubeconfigFor(string user) => throw new NotSupportedException("This part of the server is not there yet.");

    /// <summary>A kubeconfig with a freshly issued client certificate, YAML.</summary>
    public string KubeconfigFor(string user, IReadOnlyList<string> groups) => throw new NotSupportedException("This part of the server is not there yet.");

    /// <summary>The node, when <see cref="DevClusterOptions.NodeEnabled"/>.</summary>
    public Node.DevClusterNode? Node => _cluster.Node;

    /// <summary>What is to go wrong from now on; nothing at first.</summary>
    public Faults.FaultRules Faults { get; } = new();

    /// <summary>Starts a cluster; it answers requests when the task completes.</summary>
    /// <exception cref="ArgumentException">The address is not a loopback address.</exception>
    public static Task<EmbeddedCluster> StartAsync(DevClusterOptions? options = null, CancellationToken cancellation = default) =>
        throw new NotSupportedException("This part of the server is not there yet.");

    /// <inheritdoc />
    public ValueTask DisposeAsync()
    {
        _cluster.Certificates.Dispose();
        return ValueTask.CompletedTask;
    }
}
