using System.Text.Json.Nodes;
using SegmentOperator.DevCluster.Resources.Strategies;
using SegmentOperator.DevCluster.Resources.Types;

namespace SegmentOperator.DevCluster.Resources;

/// <summary>The kinds that are always there.</summary>
internal static class BuiltInResources
{
    private const string Registration = "admissionregistration.k8s.io";

    private static readonly string[] Groups =
    [
        "", "apps", "events.k8s.io", "authentication.k8s.io", "authorization.k8s.io", "networking.k8s.io", "rbac.authorization.k8s.io",
        "admissionregistration.k8s.io", "apiextensions.k8s.io", "coordination.k8s.io",
    ];

    private static readonly IReadOnlyList<string> CreateOnly = ["create"];
    private static readonly IReadOnlyList<string> ReadWrite = ["get", "patch", "update"];

    /// <summary>The struct types of all built-in kinds.</summary>
    public static IReadOnlyDictionary<string, FieldType> Types { get; } = TypeReader.ReadAll();

    public static FieldType ObjectMeta => Types["ObjectMeta"];

    private static readonly string[] CreatedOnUpdate = ["events", "limitranges", "leases", "roles", "clusterroles", "rolebindings", "clusterrolebindings"];

    /// <summary>In the order in which discovery lists the groups.</summary>
    public static IReadOnlyList<ResourceInfo> All { get; } = [.. Define().Select(r => r with
    {
        CreatesOnUpdate = CreatedOnUpdate.Contains(r.Resource),
        RequiresVersion = r.Group is Registration or "apiextensions.k8s.io" || r.Resource == "leases",
    }).OrderBy(r => Array.IndexOf(Groups, r.Group))];

    private static IEnumerable<ResourceInfo> Define()
    {
        yield return Kind("", "configmaps", "ConfigMap", "cm") with { Columns = TableColumns.ConfigMap };
        yield return Kind("", "secrets", "Secret") with
        {
            Columns = TableColumns.Secret,
            SelectableFields = Fields("type"),
        };
        yield return Kind("", "namespaces", "Namespace", "ns") with
        {
            Namespaced = false,
            Verbs = [.. ResourceInfo.AllVerbs.Where(v => v != "deletecollection")],
            Subresources = [new("finalize", "Namespace", ["update"]), Status("Namespace")],
            Columns = TableColumns.Namespace,
            SelectableFields = Fields("status.phase"),
        };
        yield return Kind("", "nodes", "Node", "no") with
        {
            Namespaced = false,
            Subresources = [Status("Node")],
            Columns = TableColumns.Node,
            SelectableFields = new Dictionary<string, Func<JsonObject, string>> { ["spec.unschedulable"] = o => o.Flag("spec", "unschedulable") ? "true" : "false" },
        };
        yield return Kind("", "pods", "Pod", "po") with
        {
            Categories = ["all"],
            Subresources =
            [
                new("attach", "PodAttachOptions", ["create", "get"]),
                new("binding", "Binding", CreateOnly),
                new("ephemeralcontainers", "Pod", ReadWrite),
                new("eviction", "Eviction", CreateOnly, "policy", "v1"),
                new("exec", "PodExecOptions", ["create", "get"]),
                new("log", "Pod", ["get"]),
                new("portforward", "PodPortForwardOptions", ["create", "get"]),
                new("proxy", "PodProxyOptions", ["create", "delete", "get", "patch", "update"]),
                new("resize", "Pod", ReadWrite),
                Status("Pod"),
            ],
            Columns = TableColumns.Pod,
            SelectableFields = Fields("spec.nodeName", "spec.restartPolicy", "spec.schedulerName", "spec.serviceAccountName",
                "spec.hostNetwork", "status.phase", "status.podIP", "status.nominatedNodeName").Append(KeyValuePair.Create("spec.host", FieldAt(["spec", "nodeName"]))).ToDictionary(),
        };
        yield return Kind("", "serviceaccounts", "ServiceAccount", "sa") with
        {
            Subresources = [new("token", "TokenRequest", CreateOnly, "authentication.k8s.io", "v1")],
        };
        yield return Kind("", "resourcequotas", "ResourceQuota", "quota") with
        {
            Subresources = [Status("ResourceQuota")],
            Columns = TableColumns.ResourceQuota,
        };
        yield return Kind("", "limitranges", "LimitRange", "limits") with { Columns = TableColumns.CreatedAt };
        yield return Kind("", "events", "Event", "ev") with
        {
            Columns = TableColumns.CoreEvent,
            SelectableFields = EventFields("involvedObject", "reportingComponent"),
        };
        yield return Kind("events.k8s.io", "events", "Event", "ev") with
        {
            Columns = TableColumns.Event,
            StorageKey = "/events",
            StorageApiVersion = "v1",
            FromStorage = EventConversion.ToEventsGroup,
            ToStorage = EventConversion.ToCore,
            SelectableFields = EventFields("regarding", "reportingController"),
        };
        yield return Kind("coordination.k8s.io", "leases", "Lease") with { Columns = TableColumns.Lease };
        yield return Kind("networking.k8s.io", "networkpolicies", "NetworkPolicy", "netpol") with { Columns = TableColumns.NetworkPolicy };
        yield return Kind("rbac.authorization.k8s.io", "roles", "Role") with { Columns = TableColumns.CreatedAt };
        yield return Kind("rbac.authorization.k8s.io", "rolebindings", "RoleBinding") with { Columns = TableColumns.RoleBinding };
        yield return Kind("rbac.authorization.k8s.io", "clusterroles", "ClusterRole") with
        {
            Namespaced = false,
            Columns = TableColumns.CreatedAt,
        };
        yield return Kind("rbac.authorization.k8s.io", "clusterrolebindings", "ClusterRoleBinding") with
        {
            Namespaced = false,
            Columns = TableColumns.ClusterRoleBinding,
        };
        yield return Kind("apiextensions.k8s.io", "customresourcedefinitions", "CustomResourceDefinition", "crd", "crds") with
        {
            Namespaced = false,
            Categories = ["api-extensions"],
            Subresources = [Status("CustomResourceDefinition")],
            Columns = TableColumns.CreatedAt,
        };
        yield return Kind(Registration, "validatingadmissionpolicies", "ValidatingAdmissionPolicy") with
        {
            Namespaced = false,
            Categories = ["api-extensions"],
            Subresources = [Status("ValidatingAdmissionPolicy")],
            Columns = TableColumns.AdmissionPolicy,
        };
        yield return Kind(Registration, "validatingadmissionpolicybindings", "ValidatingAdmissionPolicyBinding") with
        {
            Namespaced = false,
            Categories = ["api-extensions"],
            Columns = TableColumns.AdmissionPolicyBinding,
        };
        yield return Kind(Registration, "mutatingadmissionpolicies", "MutatingAdmissionPolicy") with
        {
            Namespaced = false,
            Categories = ["api-extensions"],
            Columns = TableColumns.MutatingPolicy,
        };
        yield return Kind(Registration, "mutatingadmissionpolicybindings", "MutatingAdmissionPolicyBinding") with
        {
            Namespaced = false,
            Categories = ["api-extensions"],
            Columns = TableColumns.AdmissionPolicyBinding,
        };
        foreach (var listed in ListedOnly())
            yield return listed with { IsListedOnly = true };
        yield return Review("authentication.k8s.io", "tokenreviews", "TokenReview");
        yield return Review("authentication.k8s.io", "selfsubjectreviews", "SelfSubjectReview");
        yield return Review("authorization.k8s.io", "localsubjectaccessreviews", "LocalSubjectAccessReview") with { Namespaced = true };
        yield return Review("authorization.k8s.io", "selfsubjectaccessreviews", "SelfSubjectAccessReview");
        yield return Review("authorization.k8s.io", "selfsubjectrulesreviews", "SelfSubjectRulesReview");
        yield return Review("authorization.k8s.io", "subjectaccessreviews", "SubjectAccessReview");
    }

    /// <summary>What everyday clients name (in roles, in <c>get all</c>) and nothing here runs.</summary>
    private static IEnumerable<ResourceInfo> ListedOnly()
    {
        yield return Kind("", "services", "Service", "svc") with
        {
            Categories = ["all"],
            Subresources = [new("proxy", "ServiceProxyOptions", ["create", "delete", "get", "patch", "update"]), Status("Service")],
        };
        yield return Kind("apps", "deployments", "Deployment", "deploy") with
        {
            Categories = ["all"],
            Subresources = [new("scale", "Scale", ReadWrite, "autoscaling", "v1"), Status("Deployment")],
        };
        foreach (var kind in new[] { "MutatingWebhookConfiguration", "ValidatingWebhookConfiguration" })
            yield return Kind(Registration, kind.ToLowerInvariant() + "s", kind) with { Namespaced = false, Categories = ["api-extensions"] };
    }

    /// <summary>The type of the body of <c>/serviceaccounts/NAME/token</c>, which is no resource of its own.</summary>
    public static ResourceInfo TokenRequest { get; } = Review("authentication.k8s.io", "tokenrequests", "TokenRequest");

    /// <summary>The type of the body of <c>/pods/NAME/eviction</c>.</summary>
    public static ResourceInfo Eviction { get; } = Review("policy", "evictions", "Eviction");

    /// <summary>The type of the body of <c>/pods/NAME/binding</c>.</summary>
    public static ResourceInfo Binding { get; } = Review("", "bindings", "Binding");

    /// <summary>The type of the body of a custom resource's <c>/scale</c>.</summary>
    public static ResourceInfo Scale { get; } = Review("autoscaling", "scales", "Scale");

    private static ResourceInfo Review(string group, string resource, string kind) =>
        Kind(group, resource, kind) with { Namespaced = false, Verbs = CreateOnly };

    private static ResourceInfo Kind(string group, string resource, string kind, params string[] shortNames)
    {
        var type = Types[group.Length == 0 ? kind : $"{group}/{kind}"];
        return new ResourceInfo
        {
            Group = group,
            Version = "v1",
            Resource = resource,
            Singular = kind.ToLowerInvariant(),
            Kind = kind,
            ListKind = kind + "List",
            Namespaced = true,
            ShortNames = shortNames,
            Type = type,
            Columns = TableColumns.Default,
            Strategy = StrategyTable.For(group, resource, kind, type),
            StorageKey = $"{group}/{resource}",
            StorageApiVersion = group.Length == 0 ? "v1" : $"{group}/v1",
        };
    }

    private static SubresourceInfo Status(string kind) => new("status", kind, ReadWrite);

    private static Dictionary<string, Func<JsonObject, string>> Fields(params string[] paths) =>
        paths.ToDictionary(p => p, p => FieldAt(p.Split('.')));

    private static Dictionary<string, Func<JsonObject, string>> EventFields(string subject, string reporter)
    {
        var fields = Fields("reason", "type", "reportingController", "reportingComponent");
        foreach (var name in new[] { "kind", "namespace", "name", "uid", "apiVersion", "resourceVersion", "fieldPath" })
            fields[$"{subject}.{name}"] = FieldAt([subject, name]);
        fields["reportingController"] = fields["reportingComponent"] = FieldAt([reporter]);
        fields["source"] = o => o.Text("source", "component") ?? o.Text("deprecatedSource", "component") ?? o.Text(reporter) ?? "";
        return fields;
    }

    private static Func<JsonObject, string> FieldAt(string[] path) => value => value.At(path) switch
    {
        JsonValue scalar => scalar.ToString(),
        _ => path[^1] == "hostNetwork" ? "false" : "",
    };
}
