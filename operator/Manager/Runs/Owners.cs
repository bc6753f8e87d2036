using System.Text.Json.Nodes;
using SegmentOperator.Kubernetes;

namespace SegmentOperator.Manager.Runs;

/// <summary>Ownership by a run's pod: what is the pod's goes with it.</summary>
internal static class Owners
{
    public static Patch Patch(Pod pod)
    {
        var owner = new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Pod",
            ["name"] = pod.Metadata.Name,
            ["uid"] = pod.Metadata.Uid,
        };
        return Kubernetes.Patch.Merge(new JsonObject { ["metadata"] = new JsonObject { ["ownerReferences"] = new JsonArray(owner) } });
    }
}
