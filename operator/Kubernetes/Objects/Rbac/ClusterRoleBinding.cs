namespace SegmentOperator.Kubernetes;

/// <summary>Gives subjects a role everywhere.</summary>
public sealed class ClusterRoleBinding() : KubernetesObject("rbac.authorization.k8s.io/v1", "ClusterRoleBinding"), IKubernetesObject<ClusterRoleBinding>
{
    /// <inheritdoc/>
    public static ResourceType<ClusterRoleBinding> ResourceType { get; } = new(
        "rbac.authorization.k8s.io", "v1", "ClusterRoleBinding", "clusterrolebindings", false, KubernetesJson.Default.ClusterRoleBinding, KubernetesJson.Default.KubernetesListClusterRoleBinding);

    public List<Subject>? Subjects { get; set; }

    public RoleRef RoleRef { get; set; } = new();
}
