using System.Text.Json.Nodes;
using SegmentOperator.DevCluster.Validation.BuiltIn;
using SegmentOperator.DevCluster.Validation.Schemas;

namespace SegmentOperator.DevCluster.Validation;

/// <summary>Where the resource registry gets its validators from.</summary>
internal static class ValidationRoom
{
    /// <summary>The validator of a built-in kind, or null when its schema says all there is to say.</summary>
    /// <param name="group">For example <c>rbac.authorization.k8s.io</c>; empty for core.</param>
    /// <param name="resource">The plural, for example <c>roles</c>.</param>
    public static IObjectValidator? For(string group, string resource) => (group, resource) switch
    {
        ("", "configmaps") => new ConfigMaps(),
        ("", "secrets") => new Secrets(),
        ("", "namespaces") => new Namespaces(),
        ("", "pods") => new Pods(),
        ("", "events") => new Events(strict: false),
        ("events.k8s.io", "events") => new Events(strict: true),
        ("", "resourcequotas") => new ResourceQuotas(),
        ("", "limitranges") => new LimitRanges(),
        ("coordination.k8s.io", "leases") => new Leases(),
        ("networking.k8s.io", "networkpolicies") => new NetworkPolicies(),
        ("rbac.authorization.k8s.io", "roles") => new RoleRules(namespaced: true),
        ("rbac.authorization.k8s.io", "clusterroles") => new RoleRules(namespaced: false),
        ("rbac.authorization.k8s.io", "rolebindings") => new BindingRules(namespaced: true),
        ("rbac.authorization.k8s.io", "clusterrolebindings") => new BindingRules(namespaced: false),
        ("admissionregistration.k8s.io", "validatingadmissionpolicies") => new AdmissionPolicies(),
        ("admissionregistration.k8s.io", "validatingadmissionpolicybindings") => new AdmissionPolicyBindings(),
        ("admissionregistration.k8s.io", "mutatingadmissionpolicies") => new MutatingPolicies(),
        ("admissionregistration.k8s.io", "mutatingadmissionpolicybindings") => new MutatingPolicyBindings(),
        ("apiextensions.k8s.io", "customresourcedefinitions") => new CustomResourceDefinitions(),
        _ => null,
    };

    /// <summary>Compiles the schema of a stored (so already validated) CustomResourceDefinition's version.</summary>
    /// <param name="openApiSchema">The <c>openAPIV3Schema</c>.</param>
    /// <param name="hasStatus">Whether the version has the status subresource.</param>
    public static IStructuralSchema Compile(JsonObject openApiSchema, bool hasStatus) => new StructuralSchema(openApiSchema);
}
