using System.Text.Json.Nodes;
using SegmentOperator.DevCluster.Http;
using SegmentOperator.DevCluster.Resources.Types;
using SegmentOperator.DevCluster.Validation;

namespace SegmentOperator.DevCluster.Admission.Quotas;

/// <summary>Refuses new objects that exceed a ResourceQuota of their namespace, and books those that do not.</summary>
internal sealed class QuotaAdmission(ClusterContext cluster) : IAdmissionPlugin
{
    private readonly Lock _gate = new();

    public void Validate(AdmissionAttributes attributes)
    {
        if (attributes is not { Operation: AdmissionOperation.Create, Subresource: "", Object: { } value, Resource.Namespaced: true })
            return;
        var quotas = cluster.Api.Resource("resourcequotas");
        if (cluster.Store.List(quotas.StorageKey, attributes.Namespace) is not { Objects.Count: > 0 })
            return;
        var usage = ResourceUsage.Of(attributes.Resource, value, cluster.Time.GetUtcNow());
        lock (_gate)
        {
            var booked = cluster.Store.List(quotas.StorageKey, attributes.Namespace)!.Objects
                .Select(q => (q.Name, Used: Check(attributes, value, q.Value, usage)))
                .Where(b => b.Used is not null).ToList();
            if (attributes.DryRun)
                return;
            foreach (var (name, used) in booked)
                cluster.Api.Modify(quotas, attributes.Namespace, name, quota => Book(quota, used!), "status", "kube-apiserver");
        }
    }

    private static bool Book(JsonObject quota, JsonObject used)
    {
        quota.Child("status")["used"] = used.DeepClone();
        return true;
    }

    /// <summary>What is used of a quota with the new object; null where that does not concern it.</summary>
    private static JsonObject? Check(AdmissionAttributes attributes, JsonObject value, JsonObject quota, Dictionary<string, Quantity> usage)
    {
        var (hard, used) = (quota.Map("status").Map("hard"), quota.Map("status").Map("used"));
        var names = hard.Select(h => h.Key).Where(n => ResourceUsage.Counted(n) == (attributes.Resource.Group, attributes.Resource.Resource)).ToList();
        if (names.Count == 0 || !QuotaScopes.Covers(quota, attributes.Resource, value))
            return null;
        if (attributes.Resource is { Group: "", Resource: "pods" } && ResourceUsage.Missing(value, names) is { } missing)
            throw ApiErrors.Forbidden(attributes.Resource, attributes.Name, $"failed quota: {quota.Name()}: {missing}");
        if (names.Exists(n => !used.Has(n)))
        {
            throw ApiErrors.Forbidden(attributes.Resource, attributes.Name,
                $"status unknown for quota: {quota.Name()}, resources: {string.Join(',', names.Order(StringComparer.Ordinal))}");
        }

        var requested = names.Where(n => usage.TryGetValue(n, out var amount) && amount.Nanos > 0).Order(StringComparer.Ordinal).ToList();
        var sums = requested.ToDictionary(n => n, n => Amount(used, n) + usage[n]);
        var exceeded = requested.FindAll(n => sums[n].CompareTo(Amount(hard, n)) > 0);
        if (exceeded.Count > 0)
        {
            throw ApiErrors.Forbidden(attributes.Resource, attributes.Name, $"exceeded quota: {quota.Name()}, " +
                $"requested: {Print(exceeded, n => usage[n])}, used: {Print(exceeded, n => Amount(used, n))}, limited: {Print(exceeded, n => Amount(hard, n))}");
        }

        if (requested.Count == 0)
            return null;
        var sum = used.Clone();
        foreach (var name in requested)
            sum[name] = sums[name].ToString();
        return sum;
    }

    private static Quantity Amount(JsonObject amounts, string name) => Quantity.TryParse(amounts.Str(name), out var amount) ? amount : default;

    private static string Print(List<string> names, Func<string, Quantity> amount) => string.Join(',', names.Select(n => $"{n}={amount(n)}"));
}
