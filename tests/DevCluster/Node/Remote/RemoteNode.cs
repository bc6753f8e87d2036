using SegmentOperator.DevCluster.Resources;

namespace SegmentOperator.DevCluster.Node.Remote;

/// <summary>
/// DevCluster's node for an API server that has none: it registers there, schedules pods onto itself and runs them as processes of this
/// machine. With it, what only a node can do runs on a bare kube-apiserver too. Logs are not served: kubelets do that, by a way of their own.
/// </summary>
public sealed class RemoteNode : IAsyncDisposable
{
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(10);
    private readonly CancellationTokenSource _stop = new();
    private readonly ClusterContext _cluster;
    private readonly NodeAgent _agent;
    private readonly Task _running;

    private RemoteNode(ClusterContext cluster)
    {
        (_cluster, _agent) = (cluster, new NodeAgent(cluster));
        _running = Task.WhenAll(_agent.RunAsync(_stop.Token), BeatAsync());
    }

    /// <summary>The node, for tests.</summary>
    public DevClusterNode Node => _agent;

    /// <summary>Starts a node.</summary>
    /// <param name="server">A client of the API server that may do everything; not disposed.</param>
    /// <param name="options">What the node runs.</param>
    /// <param name="log">Receives what is notable.</param>
    public static RemoteNode Start(HttpClient server, NodeOptions options, Action<string>? log = null)
    {
        ArgumentNullException.ThrowIfNull(server);
        var all = new DevClusterOptions { NodeEnabled = true, Node = options, Log = log };
        var catalog = new ResourceCatalog();
        return new(new ClusterContext(all, new IdSource(0), new Certificates(all.Time.GetUtcNow()))
        {
            Resources = catalog,
            Api = new RemoteApi(server, catalog, all.Time),
            Address = server.BaseAddress!,
        });
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _cluster.Certificates.Dispose();
        _stop.Dispose();
    }

    /// <summary>A node that is not heard of is taken for dead, and its pods with it.</summary>
    private async Task BeatAsync()
    {
        while (true)
        {
            await Task.Delay(Heartbeat, _cluster.Time, _stop.Token);
            _cluster.Api.Modify(_cluster.Api.Resource("nodes"), "", _agent.Name, node =>
            {
                node["status"] = NodeObject.Status(_agent.Name, "v1.36.2", _cluster.Time.GetUtcNow());
                return true;
            }, "status");
        }
    }
}
