namespace SegmentOperator.Kubernetes;

/// <summary>Gives subjects a role in a namespace.</summary>
public sealed class RoleBinding() : KubernetesObject("rbac.authorization.k8s.io/v1", "RoleBinding"), IKubernetesObject<RoleBinding>
{
    /// <inheritdoc/>
    public static ResourceType<RoleBinding> ResourceType { get; } = new(
        "rbac.authorization.k8s.io", "v1", "RoleBinding", "rolebindings", true, KubernetesJson.Default.RoleBinding, KubernetesJson.Default.KubernetesListRoleBinding);

    public List<Subject>? Subjects { get; set; }

    public RoleRef RoleRef { get; set; } = new();
}
