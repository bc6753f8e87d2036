using System.Text.Json.Nodes;

namespace SegmentOperator.DevCluster.Node;

/// <summary>Conditions in a pod's status.</summary>
internal static class PodConditions
{
    /// <summary>Sets a condition; its transition time stays while its status does.</summary>
    public static void Set(JsonObject pod, string type, string status, string? reason, string? message, DateTimeOffset now)
    {
        var conditions = pod.Child("status")["conditions"] as JsonArray;
        if (conditions is null)
            pod.Child("status")["conditions"] = conditions = [];
        var old = conditions.OfType<JsonObject>().FirstOrDefault(c => c.Text("type") == type);
        var since = old?.Text("status") == status ? old.Text("lastTransitionTime") : now.ToTime();
        var condition = new JsonObject { ["type"] = type };
        if (pod.Number("metadata", "generation") is { } generation)
            condition["observedGeneration"] = generation;
        condition["status"] = status;
        condition["lastProbeTime"] = null;
        condition["lastTransitionTime"] = since;
        if (reason is not null)
            condition["reason"] = reason;
        if (message is not null)
            condition["message"] = message;
        if (old is null)
            conditions.Add(condition);
        else
            conditions[conditions.IndexOf(old)] = condition;
    }
}
