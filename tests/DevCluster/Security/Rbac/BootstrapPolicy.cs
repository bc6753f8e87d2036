using System.Text.Json.Nodes;

namespace SegmentOperator.DevCluster.Security.Rbac;

/// <summary>The cluster roles and bindings that a new cluster has: what an ordinary session stands on.</summary>
internal static class BootstrapPolicy
{
    private const string Aggregate = "rbac.authorization.k8s.io/aggregate-to-";
    private const string Read = "get list watch";
    private const string Write = "create delete deletecollection patch update";
    private const string ReadWrite = "get list watch create delete deletecollection patch update";

    /// <summary>Cluster roles, then cluster role bindings.</summary>
    public static IEnumerable<JsonObject> Objects =>
    [
        Role("cluster-admin", null, PolicyRule.ForResources("*", "*", "*"), PolicyRule.ForPaths("*", "*")),
        Role("system:discovery", null, PolicyRule.ForPaths("get",
            "/api /api/* /apis /apis/* /healthz /livez /openapi /openapi/* /readyz /version /version/")),
        Role("system:monitoring", null,
            PolicyRule.ForPaths("get", "/healthz /healthz/* /livez /livez/* /metrics /metrics/slis /readyz /readyz/*"),
            PolicyRule.ForResources("get", "core", "nodes/metrics")),
        Role("system:basic-user", null,
            PolicyRule.ForResources("create", "authorization.k8s.io", "selfsubjectaccessreviews selfsubjectrulesreviews"),
            PolicyRule.ForResources("create", "authentication.k8s.io", "selfsubjectreviews")),
        Role("system:public-info-viewer", null, PolicyRule.ForPaths("get", "/healthz /livez /readyz /version /version/")),
        Role("system:service-account-issuer-discovery", null,
            PolicyRule.ForPaths("get", "/.well-known/openid-configuration /.well-known/openid-configuration/ /openid/v1/jwks /openid/v1/jwks/")),
        Role("system:auth-delegator", null,
            PolicyRule.ForResources("create", "authentication.k8s.io", "tokenreviews"),
            PolicyRule.ForResources("create", "authorization.k8s.io", "subjectaccessreviews")),
        Aggregated("admin", null),
        Aggregated("edit", "admin"),
        Aggregated("view", "edit"),
        Role("system:aggregate-to-admin", "admin",
            PolicyRule.ForResources("create", "authorization.k8s.io", "localsubjectaccessreviews"),
            PolicyRule.ForResources(ReadWrite, "rbac.authorization.k8s.io", "rolebindings roles")),
        Role("system:aggregate-to-edit", "edit", [.. EditRules()]),
        Role("system:aggregate-to-view", "view", [.. ViewRules()]),
        Binding("cluster-admin", UserInfo.Masters),
        Binding("system:discovery", "system:authenticated"),
        Binding("system:basic-user", "system:authenticated"),
        Binding("system:public-info-viewer", "system:authenticated", "system:unauthenticated"),
        Binding("system:service-account-issuer-discovery", "system:serviceaccounts"),
        Binding("system:monitoring", "system:monitoring"),
    ];

    private static IEnumerable<PolicyRule> EditRules() =>
    [
        PolicyRule.ForResources(Read, "core", "pods/attach pods/exec pods/portforward pods/proxy secrets services/proxy"),
        PolicyRule.ForResources("impersonate", "core", "serviceaccounts"),
        PolicyRule.ForResources(Write, "core", "pods pods/attach pods/exec pods/portforward pods/proxy"),
        PolicyRule.ForResources("create", "core", "pods/eviction"),
        PolicyRule.ForResources(Write, "core",
            "configmaps persistentvolumeclaims replicationcontrollers replicationcontrollers/scale secrets serviceaccounts services services/proxy"),
        PolicyRule.ForResources("create", "core", "serviceaccounts/token"),
        PolicyRule.ForResources(Write, "core events.k8s.io", "events"),
        PolicyRule.ForResources(Write, "apps",
            "daemonsets deployments deployments/rollback deployments/scale replicasets replicasets/scale statefulsets statefulsets/scale"),
        PolicyRule.ForResources(Write, "autoscaling", "horizontalpodautoscalers"),
        PolicyRule.ForResources(Write, "batch", "cronjobs jobs"),
        PolicyRule.ForResources(Write, "extensions",
            "daemonsets deployments deployments/rollback deployments/scale ingresses networkpolicies replicasets replicasets/scale replicationcontrollers/scale"),
        PolicyRule.ForResources(Write, "policy", "poddisruptionbudgets"),
        PolicyRule.ForResources(Write, "networking.k8s.io", "ingresses networkpolicies"),
        PolicyRule.ForResources(ReadWrite, "coordination.k8s.io", "leases"),
        PolicyRule.ForResources(Write, "resource.k8s.io", "resourceclaims resourceclaimtemplates"),
    ];

    private static IEnumerable<PolicyRule> ViewRules() =>
    [
        PolicyRule.ForResources(Read, "core",
            "configmaps endpoints persistentvolumeclaims persistentvolumeclaims/status pods replicationcontrollers replicationcontrollers/scale serviceaccounts services services/status"),
        PolicyRule.ForResources(Read, "core",
            "bindings limitranges namespaces/status pods/log pods/status replicationcontrollers/status resourcequotas resourcequotas/status"),
        PolicyRule.ForResources(Read, "core", "namespaces"),
        PolicyRule.ForResources(Read, "core events.k8s.io", "events"),
        PolicyRule.ForResources(Read, "discovery.k8s.io", "endpointslices"),
        PolicyRule.ForResources(Read, "apps",
            "controllerrevisions daemonsets daemonsets/status deployments deployments/scale deployments/status replicasets replicasets/scale replicasets/status statefulsets statefulsets/scale statefulsets/status"),
        PolicyRule.ForResources(Read, "autoscaling", "horizontalpodautoscalers horizontalpodautoscalers/status"),
        PolicyRule.ForResources(Read, "batch", "cronjobs cronjobs/status jobs jobs/status"),
        PolicyRule.ForResources(Read, "extensions",
            "daemonsets daemonsets/status deployments deployments/scale deployments/status ingresses ingresses/status networkpolicies replicasets replicasets/scale replicasets/status replicationcontrollers/scale"),
        PolicyRule.ForResources(Read, "policy", "poddisruptionbudgets poddisruptionbudgets/status"),
        PolicyRule.ForResources(Read, "networking.k8s.io", "ingresses ingresses/status networkpolicies"),
        PolicyRule.ForResources(Read, "resource.k8s.io", "resourceclaims resourceclaims/status resourceclaimtemplates"),
    ];

    private static JsonObject Role(string name, string? aggregateTo, params PolicyRule[] rules)
    {
        var role = Object("ClusterRole", name);
        if (aggregateTo is not null)
            role["metadata"]!["labels"]![Aggregate + aggregateTo] = "true";
        role["rules"] = new JsonArray([.. rules.Select(r => (JsonNode)r.ToJson())]);
        return role;
    }

    private static JsonObject Aggregated(string name, string? aggregateTo)
    {
        var role = Role(name, aggregateTo);
        role["aggregationRule"] = new JsonObject
        {
            ["clusterRoleSelectors"] = new JsonArray(new JsonObject { ["matchLabels"] = new JsonObject { [Aggregate + name] = "true" } }),
        };
        return role;
    }

    private static JsonObject Binding(string name, params string[] groups)
    {
        var binding = Object("ClusterRoleBinding", name);
        binding["subjects"] = new JsonArray([.. groups.Select(g =>
            (JsonNode)new JsonObject { ["kind"] = "Group", ["apiGroup"] = "rbac.authorization.k8s.io", ["name"] = g })]);
        binding["roleRef"] = new JsonObject { ["apiGroup"] = "rbac.authorization.k8s.io", ["kind"] = "ClusterRole", ["name"] = name };
        return binding;
    }

    private static JsonObject Object(string kind, string name) => new()
    {
        ["kind"] = kind,
        ["apiVersion"] = "rbac.authorization.k8s.io/v1",
        ["metadata"] = new JsonObject
        {
            ["name"] = name,
            ["labels"] = new JsonObject { ["kubernetes.io/bootstrapping"] = "rbac-defaults" },
            ["annotations"] = new JsonObject { ["rbac.authorization.kubernetes.io/autoupdate"] = "true" },
        },
    };
}
