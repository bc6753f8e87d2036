using System.Text.Json.Nodes;
using SegmentOperator.DevCluster.Controllers;
using SegmentOperator.DevCluster.Storage;
using SegmentOperator.DevCluster.Validation;

namespace SegmentOperator.DevCluster.Admission.Policies;

/// <summary>Says in the status of each ValidatingAdmissionPolicy which generation was looked at, and what its types say.</summary>
internal sealed class PolicyStatus(ClusterContext cluster) : IClusterController
{
    public async Task RunAsync(CancellationToken cancellation)
    {
        var resource = cluster.Api.Resource("validatingadmissionpolicies.admissionregistration.k8s.io");
        await foreach (var change in cluster.Api.WatchAsync(resource, cancellation))
        {
            if (change.Type != StoreEventType.Deleted)
                cluster.Api.Modify(resource, "", change.Object.Name, Observe, "status");
        }
    }

    private bool Observe(JsonObject policy)
    {
        var generation = policy.Number("metadata", "generation") ?? 0;
        if ((policy.Number("status", "observedGeneration") ?? 0) >= generation)
            return false;
        var checking = new JsonObject();
        if (PolicyTypes.Check(cluster.Resources, policy) is { } warnings)
            checking["expressionWarnings"] = warnings;
        policy["status"] = new JsonObject { ["observedGeneration"] = generation, ["typeChecking"] = checking };
        return true;
    }
}
