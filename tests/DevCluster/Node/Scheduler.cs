using System.Text.Json.Nodes;
using SegmentOperator.DevCluster.Controllers;
using SegmentOperator.DevCluster.Http;
using SegmentOperator.DevCluster.Storage;

namespace SegmentOperator.DevCluster.Node;

/// <summary>Binds pods of the default scheduler to the one node, unless their node selector does not fit it.</summary>
internal sealed class Scheduler(ClusterContext cluster, string node) : IClusterController
{
    private const string Name = "default-scheduler";
    private readonly EventRecorder _events = new(cluster, Name, "");

    public async Task RunAsync(CancellationToken cancellation)
    {
        await foreach (var change in cluster.Api.WatchAsync(cluster.Api.Resource("pods"), cancellation))
        {
            var pod = change.Object.Value;
            if (change.Type == StoreEventType.Deleted)
                _events.Forget(pod.Uid());
            else if (pod.Text("spec", "schedulerName") == Name && string.IsNullOrEmpty(pod.Text("spec", "nodeName")) &&
                !pod.IsDeleting() && !pod.Objects("spec", "schedulingGates").Any())
                Schedule(pod);
        }
    }

    private void Schedule(JsonObject pod)
    {
        var pods = cluster.Api.Resource("pods");
        var labels = cluster.Api.Get(cluster.Api.Resource("nodes"), "", node)?.At("metadata", "labels");
        var fits = (pod.At("spec", "nodeSelector") as JsonObject ?? []).All(s => labels.Text(s.Key) == s.Value.Text());
        var now = cluster.Time.GetUtcNow();
        if (!fits)
        {
            const string why = "0/1 nodes are available: 1 node(s) didn't match Pod's node affinity/selector. " +
                "no new claims to deallocate, preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.";
            if (pod.Objects("status", "conditions").Any(c => c.Text("type") == "PodScheduled"))
                return;
            Modify(pod, "status", p => PodConditions.Set(p, "PodScheduled", "False", "Unschedulable", why, now));
            _events.Emit(pod, "Warning", "FailedScheduling", why);
            return;
        }
        // The binding sets the node and the condition; the spec is otherwise immutable.
        if (!Modify(pod, "binding", p => p["spec"]!["nodeName"] = node))
            return;
        Modify(pod, "status", p => PodConditions.Set(p, "PodScheduled", "True", null, null, now));
        _events.Emit(pod, "Normal", "Scheduled", $"Successfully assigned {pod.Namespace()}/{pod.Name()} to {node}");

        bool Modify(JsonObject subject, string subresource, Action<JsonObject> change) =>
            cluster.Api.Modify(pods, subject.Namespace(), subject.Name(), current =>
            {
                if (current.Uid() != subject.Uid())
                    return false;
                change(current);
                return true;
            }, subresource) is not null;
    }
}
