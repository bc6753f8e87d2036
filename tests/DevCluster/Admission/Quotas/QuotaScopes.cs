using System.Text.Json.Nodes;
using SegmentOperator.DevCluster.Resources;
using SegmentOperator.DevCluster.Validation;

namespace SegmentOperator.DevCluster.Admission.Quotas;

/// <summary>Which pods a quota with scopes is about. Everything else is about none of them.</summary>
internal static class QuotaScopes
{
    public static bool Covers(JsonObject quota, ResourceInfo resource, JsonObject value)
    {
        var spec = quota.Map("spec");
        var selectors = spec.Map("scopeSelector").Objects("matchExpressions").ToList();
        var scopes = spec.Texts("scopes").ToList();
        if (scopes.Count + selectors.Count == 0)
            return true;
        return resource is { Group: "", Resource: "pods" } && scopes.All(s => Is(value, s)) && selectors.All(s => Matches(value, s));
    }

    private static bool Is(JsonObject pod, string scope) => scope switch
    {
        "Terminating" => pod.Map("spec").Has("activeDeadlineSeconds"),
        "NotTerminating" => !pod.Map("spec").Has("activeDeadlineSeconds"),
        "BestEffort" => IsBestEffort(pod),
        "NotBestEffort" => !IsBestEffort(pod),
        "PriorityClass" => pod.Map("spec").Str("priorityClassName").Length > 0,
        "CrossNamespacePodAffinity" => Terms(pod).Any(t => t.Texts("namespaces").Any() || t.Has("namespaceSelector")),
        _ => false,
    };

    private static bool Matches(JsonObject pod, JsonObject selector)
    {
        var scope = selector.Str("scopeName");
        var name = pod.Map("spec").Str("priorityClassName");
        return selector.Str("operator") switch
        {
            "In" when scope == "PriorityClass" => selector.Texts("values").Contains(name),
            "NotIn" when scope == "PriorityClass" => !selector.Texts("values").Contains(name),
            "Exists" => Is(pod, scope),
            "DoesNotExist" => !Is(pod, scope),
            _ => false,
        };
    }

    private static bool IsBestEffort(JsonObject pod) => pod.Map("spec").Objects("containers").Concat(pod.Map("spec").Objects("initContainers"))
        .All(c => new[] { "requests", "limits" }.All(kind => !c.Map("resources").Map(kind).Any(r => r.Key is "cpu" or "memory")));

    private static IEnumerable<JsonObject> Terms(JsonObject pod) => new[] { "podAffinity", "podAntiAffinity" }.SelectMany(kind =>
    {
        var affinity = pod.Map("spec").Map("affinity").Map(kind);
        return affinity.Objects("requiredDuringSchedulingIgnoredDuringExecution")
            .Concat(affinity.Objects("preferredDuringSchedulingIgnoredDuringExecution").Select(p => p.Map("podAffinityTerm")));
    });
}
