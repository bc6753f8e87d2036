using System.Text.Json.Nodes;
using SegmentOperator.DevCluster.Controllers;
using SegmentOperator.DevCluster.Resources;
using SegmentOperator.DevCluster.Resources.Types;
using SegmentOperator.DevCluster.Validation;

namespace SegmentOperator.DevCluster.Admission.Quotas;

/// <summary>Counts what is used of every ResourceQuota, after whatever was written.</summary>
internal sealed class QuotaController(ClusterContext cluster) : IClusterController
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(100);

    public async Task RunAsync(CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(Period, cluster.Time);
        var counted = -1L;
        while (await timer.WaitForNextTickAsync(cancellation))
        {
            var revision = cluster.Store.Revision;
            if (revision == counted)
                continue;
            counted = revision;
            var quotas = cluster.Api.Resource("resourcequotas");
            foreach (var quota in cluster.Store.List(quotas.StorageKey, null)!.Objects)
                cluster.Api.Modify(quotas, quota.Namespace, quota.Name, Count, "status");
        }
    }

    private bool Count(JsonObject quota)
    {
        var hard = quota.Map("spec").Map("hard");
        var used = new JsonObject();
        foreach (var (name, _) in hard.OrderBy(h => h.Key, StringComparer.Ordinal))
            used[name] = Used(quota, name).ToString();
        var status = new JsonObject { ["hard"] = hard.DeepClone(), ["used"] = used };
        if (JsonNode.DeepEquals(quota["status"], status))
            return false;
        quota["status"] = status;
        return true;
    }

    private Quantity Used(JsonObject quota, string name)
    {
        var (group, plural) = ResourceUsage.Counted(name);
        if (cluster.Resources.Find(group, plural) is not { Namespaced: true } resource)
            return default;
        var now = cluster.Time.GetUtcNow();
        return cluster.Store.List(resource.StorageKey, quota.Namespace())!.Objects
            .Where(o => ResourceUsage.InScope(quota.Map("spec"), resource, o.Value))
            .Select(o => ResourceUsage.Of(resource, o.Value, now).GetValueOrDefault(name))
            .Aggregate(default(Quantity), (sum, amount) => sum + amount);
    }
}
