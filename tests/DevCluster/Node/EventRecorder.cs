using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using SegmentOperator.DevCluster.Http;

namespace SegmentOperator.DevCluster.Node;

/// <summary>Writes Events about pods, counting repetitions up. Never fails: an event that cannot be written is dropped.</summary>
internal sealed class EventRecorder(ClusterContext cluster, string component, string host)
{
    private readonly ConcurrentDictionary<(string Pod, string Reason, string Message, string Field), string> _names = new();
    private long _count;

    /// <param name="field">The part of the pod, for example <c>spec.containers{main}</c>, or null.</param>
    public void Emit(JsonObject pod, string type, string reason, string message, string? field = null)
    {
        try
        {
            var events = cluster.Api.Resource("events");
            var time = cluster.Time.GetUtcNow();
            var now = time.ToTime();
            var key = (pod.Uid(), reason, message, field ?? "");
            if (_names.TryGetValue(key, out var known) && cluster.Api.Modify(events, pod.Namespace(), known, e => CountUp(e, now)) is not null)
                return;
            // As a kubelet's: names that sort by time keep the events of one second in order.
            var name = $"{pod.Name()}.{((time - DateTimeOffset.UnixEpoch).Ticks * 100) + (Interlocked.Increment(ref _count) % 100):x16}";
            cluster.Api.Create(events, pod.Namespace(), NewEvent(pod, type, reason, message, field, name, now));
            _names[key] = name;
        }
        catch (ApiException exception)
        {
            cluster.Log($"event {reason} of pod {pod.Namespace()}/{pod.Name()} not recorded: {exception.Message}");
        }
    }

    /// <summary>Forgets which events a pod has.</summary>
    public void Forget(string podUid)
    {
        foreach (var key in _names.Keys.Where(k => k.Pod == podUid))
            _names.TryRemove(key, out _);
    }

    private static bool CountUp(JsonObject recorded, string now)
    {
        recorded["count"] = (recorded.Number("count") ?? 1) + 1;
        recorded["lastTimestamp"] = now;
        return true;
    }

    private JsonObject NewEvent(JsonObject pod, string type, string reason, string message, string? field, string name, string now)
    {
        var involved = new JsonObject
        {
            ["kind"] = "Pod",
            ["namespace"] = pod.Namespace(),
            ["name"] = pod.Name(),
            ["uid"] = pod.Uid(),
            ["apiVersion"] = "v1",
            ["resourceVersion"] = pod.Text("metadata", "resourceVersion"),
        };
        if (field is not null)
            involved["fieldPath"] = field;
        var source = new JsonObject { ["component"] = component };
        if (host.Length > 0)
            source["host"] = host;
        return new JsonObject
        {
            ["kind"] = "Event",
            ["apiVersion"] = "v1",
            ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = pod.Namespace() },
            ["involvedObject"] = involved,
            ["reason"] = reason,
            ["message"] = message,
            ["source"] = source,
            ["firstTimestamp"] = now,
            ["lastTimestamp"] = now,
            ["count"] = 1,
            ["type"] = type,
            ["reportingComponent"] = component,
            ["reportingInstance"] = host,
        };
    }
}
