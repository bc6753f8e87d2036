using System.Text.Json.Nodes;
using SegmentOperator.DevCluster.Http;
using SegmentOperator.DevCluster.Validation;

namespace SegmentOperator.DevCluster.Admission;

/// <summary>What the small default plugins add to new pods: tolerations of a node's failure for five minutes, and the priority.</summary>
internal sealed class PodDefaults : IAdmissionPlugin
{
    private static readonly string[] Failures = ["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"];

    public void Mutate(AdmissionAttributes attributes)
    {
        if (attributes is not { Operation: AdmissionOperation.Create or AdmissionOperation.Update, Resource: { Resource: "pods", Group: "" }, Subresource: "", Object: { } pod })
            return;
        var spec = pod.Child("spec");
        if (attributes.Operation == AdmissionOperation.Create)
            Prioritize(attributes, spec);
        Tolerate(spec);
    }

    private static void Prioritize(AdmissionAttributes attributes, JsonObject spec)
    {
        if (spec.Str("priorityClassName") is { Length: > 0 } priority && priority is not ("system-cluster-critical" or "system-node-critical"))
            throw ApiErrors.Forbidden(attributes.Resource, attributes.Name, $"no PriorityClass with name {priority} was found");
        spec["priority"] = spec.Str("priorityClassName") switch
        {
            "system-cluster-critical" => 2_000_000_000,
            "system-node-critical" => 2_000_001_000,
            _ => 0,
        };
        spec["preemptionPolicy"] ??= "PreemptLowerPriority";
    }

    private static void Tolerate(JsonObject spec)
    {
        if (spec["tolerations"] is not JsonArray tolerations)
            spec["tolerations"] = tolerations = [];
        foreach (var failure in Failures.Where(f => !tolerations.Any(t => Tolerates(t, f))))
        {
            tolerations.Add(new JsonObject
            {
                ["key"] = failure,
                ["operator"] = "Exists",
                ["effect"] = "NoExecute",
                ["tolerationSeconds"] = 300,
            });
        }
    }

    private static bool Tolerates(JsonNode? toleration, string key) =>
        (toleration.Str("key") == key || toleration.Str("key").Length == 0) && toleration.Str("effect") is "NoExecute" or "";
}
