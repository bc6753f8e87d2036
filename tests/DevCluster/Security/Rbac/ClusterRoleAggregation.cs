using System.Text.Json.Nodes;
using SegmentOperator.DevCluster.Controllers;
using SegmentOperator.DevCluster.Http;
using SegmentOperator.DevCluster.Validation;

namespace SegmentOperator.DevCluster.Security.Rbac;

/// <summary>Gives aggregated cluster roles the rules of all cluster roles that their selectors name.</summary>
internal sealed class ClusterRoleAggregation(IClusterApi api) : IClusterController
{
    public async Task RunAsync(CancellationToken cancellation)
    {
        var resource = api.Resource("clusterroles.rbac.authorization.k8s.io");
        await foreach (var _ in api.WatchAsync(resource, cancellation).ConfigureAwait(false))
            Aggregate();
    }

    /// <summary>Brings all aggregated roles up to date.</summary>
    public void Aggregate()
    {
        var resource = api.Resource("clusterroles.rbac.authorization.k8s.io");
        var roles = api.List(resource).OrderBy(r => r.Name(), StringComparer.Ordinal).ToList();
        foreach (var role in roles)
        {
            var selectors = role.At("aggregationRule").Objects("clusterRoleSelectors").ToList();
            if (selectors.Count == 0)
                continue;
            var rules = Gather(roles.Where(r => r.Name() != role.Name() && selectors.Exists(s => LabelSelectors.Matches(s, r.At("metadata", "labels")))));
            if (!JsonNode.DeepEquals(role["rules"] ?? new JsonArray(), rules))
                api.Modify(resource, "", role.Name(), current => Set(current, rules));
        }
    }

    private static JsonArray Gather(IEnumerable<JsonObject> roles)
    {
        var rules = new JsonArray();
        foreach (var rule in roles.SelectMany(r => r.Objects("rules")))
        {
            if (!rules.Any(known => JsonNode.DeepEquals(known, rule)))
                rules.Add(rule.DeepClone());
        }

        return rules;
    }

    private static bool Set(JsonObject role, JsonArray rules)
    {
        role["rules"] = rules.DeepClone();
        return true;
    }
}
