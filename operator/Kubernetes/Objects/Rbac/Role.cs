namespace SegmentOperator.Kubernetes;

/// <summary>Rights within a namespace.</summary>
public sealed class Role() : KubernetesObject("rbac.authorization.k8s.io/v1", "Role"), IKubernetesObject<Role>
{
    /// <inheritdoc/>
    public static ResourceType<Role> ResourceType { get; } = new(
        "rbac.authorization.k8s.io", "v1", "Role", "roles", true, KubernetesJson.Default.Role, KubernetesJson.Default.KubernetesListRole);

    public List<PolicyRule>? Rules { get; set; }
}
