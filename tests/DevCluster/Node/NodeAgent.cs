using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using SegmentOperator.DevCluster.Controllers;
using SegmentOperator.DevCluster.Http;
using SegmentOperator.DevCluster.Node.Processes;
using SegmentOperator.DevCluster.Storage;

namespace SegmentOperator.DevCluster.Node;

/// <summary>The node's agent: registers the node, schedules pods onto it and runs them.</summary>
internal sealed class NodeAgent(ClusterContext cluster) : DevClusterNode, IClusterController
{
    private readonly NodeOptions _options = cluster.Options.Node;
    private readonly ConcurrentDictionary<string, (PodWorker Worker, Task Task)> _pods = new();
    private Isolation _isolation;

    public override string Name => _options.Name;

    public override Isolation Isolation => _isolation;

    /// <summary>The pod's worker, or null when the pod does not run here.</summary>
    public PodWorker? Find(string uid) => _pods.TryGetValue(uid, out var pod) ? pod.Worker : null;

    public override Task EvictAsync(string ns, string name, CancellationToken cancellation = default)
    {
        var pod = cluster.Api.Get(cluster.Api.Resource("pods"), ns, name);
        var worker = (pod is null ? null : Find(pod.Uid()))
            ?? throw new InvalidOperationException($"The pod {ns}/{name} does not run on the node {Name}.");
        return worker.EvictAsync(cancellation);
    }

    public async Task RunAsync(CancellationToken cancellation)
    {
        using var directory = NodeDirectory.Open(cluster.Options.NodeDirectory, Path.GetTempPath());
        using var launcher = new ProcessLauncher();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        try
        {
            var services = await PrepareAsync(directory.Path, launcher, cancellation);
            Register();
            var scheduler = new Scheduler(cluster, Name).RunAsync(stop.Token);
            await Task.WhenAny(scheduler, WatchAsync(services, stop.Token)).Unwrap();
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAll(_pods.Values.Select(p => p.Task)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<NodeServices> PrepareAsync(string directory, ProcessLauncher launcher, CancellationToken cancellation)
    {
        var script = await Processes.PrivateRoot.InstallScriptAsync(directory, cancellation);
        (_isolation, var why) = await IsolationProbe.ChooseAsync(_options.Isolation, script, directory, launcher, cluster.Time);
        if (why is not null)
            cluster.Log($"IsolationUnavailable: pods run as plain processes, for this machine permits no namespaces: {why}");
        return new NodeServices(cluster, _options, directory, _isolation,
            _isolation == Isolation.None ? null : new PrivateRoot(script, _isolation), launcher,
            new EventRecorder(cluster, "kubelet", Name), new Images(_options.Images));
    }

    private void Register()
    {
        var nodes = cluster.Api.Resource("nodes");
        if (cluster.Api.Get(nodes, "", Name) is null)
            cluster.Api.Create(nodes, "", NodeObject.Create(Name));
        cluster.Api.Modify(nodes, "", Name, node =>
        {
            node["status"] = NodeObject.Status(Name, "v1.36.2", cluster.Time.GetUtcNow());
            return true;
        }, "status");
    }

    private async Task WatchAsync(NodeServices services, CancellationToken cancellation)
    {
        await foreach (var change in cluster.Api.WatchAsync(cluster.Api.Resource("pods"), cancellation))
        {
            var pod = change.Object.Value;
            if (change.Type == StoreEventType.Deleted)
                Find(pod.Uid())?.Remove();
            else if (Find(pod.Uid()) is { } worker)
                worker.Update(pod);
            else if (pod.Text("spec", "nodeName") == Name && pod.Text("status", "phase") is not ("Succeeded" or "Failed"))
                Start(services, pod, cancellation);
        }
    }

    private void Start(NodeServices services, JsonObject pod, CancellationToken cancellation)
    {
        var uid = pod.Uid();
        var worker = new PodWorker(services, pod);
        worker.Update(pod);
        var registered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _pods[uid] = (worker, RunWorkerAsync());
        registered.SetResult();

        async Task RunWorkerAsync()
        {
            await registered.Task;
            try
            {
                await worker.RunAsync(cancellation);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                cluster.Log($"pod {pod.Namespace()}/{pod.Name()}: {exception}");
            }
            finally
            {
                _pods.TryRemove(uid, out _);
                worker.Dispose();
            }
        }
    }
}
