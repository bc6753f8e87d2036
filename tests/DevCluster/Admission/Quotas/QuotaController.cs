using System.Text.Json.Nodes;
using SegmentOperator.DevCluster.Controllers;
using SegmentOperator.DevCluster.Resources;
using SegmentOperator.DevCluster.Resources.Types;
using SegmentOperator.DevCluster.Validation;

namespace SegmentOperator.DevCluster.Admission.Quotas;

/// <summary>
/// Counts what is used of every ResourceQuota, after whatever was written. A count is kept once it came out twice: what was
/// admitted may be booked and not yet stored.
/// </summary>
internal sealed class QuotaController(ClusterContext cluster) : IClusterController
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(100);

    private readonly Dictionary<string, JsonObject> _counts = new(StringComparer.Ordinal);

    public async Task RunAsync(CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(Period, cluster.Time);
        var counted = -1L;
        while (await timer.WaitForNextTickAsync(cancellation))
        {
            var revision = cluster.Store.Revision;
            if (revision == counted)
                continue;
            var quotas = cluster.Api.Resource("resourcequotas");
            var isSettled = true;
            foreach (var quota in cluster.Store.List(quotas.StorageKey, null)!.Objects)
                cluster.Api.Modify(quotas, quota.Namespace, quota.Name, q => Count(q, ref isSettled), "status");
            if (isSettled)
                counted = revision;
        }
    }

    private bool Count(JsonObject quota, ref bool isSettled)
    {
        var hard = quota.Map("spec").Map("hard");
        var used = new JsonObject();
        foreach (var (name, _) in hard.OrderBy(h => h.Key, StringComparer.Ordinal))
            used[name] = Used(quota, name).ToString();
        var status = new JsonObject { ["hard"] = hard.DeepClone(), ["used"] = used };
        if (JsonNode.DeepEquals(quota["status"], status))
            return false;
        isSettled = false;
        var isNew = !JsonNode.DeepEquals(quota.At("status", "hard"), hard);
        var isConfirmed = _counts.TryGetValue(quota.Uid(), out var last) && JsonNode.DeepEquals(last, status);
        _counts[quota.Uid()] = status.Clone();
        if (!isNew && !isConfirmed)
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
        return cluster.Store.List(resource.StorageKey, quota.Namespace())!.Objects.Where(o => QuotaScopes.Covers(quota, resource, o.Value))
            .Select(o => ResourceUsage.Of(resource, o.Value, now).GetValueOrDefault(name))
            .Aggregate(default(Quantity), (sum, amount) => sum + amount);
    }
}
