namespace SegmentOperator.Kubernetes;

/// <summary>Rights, cluster-wide or to be bound in a namespace.</summary>
public sealed class ClusterRole() : KubernetesObject("rbac.authorization.k8s.io/v1", "ClusterRole"), IKubernetesObject<ClusterRole>
{
    /// <inheritdoc/>
    public static ResourceType<ClusterRole> ResourceType { get; } = new(
        "rbac.authorization.k8s.io", "v1", "ClusterRole", "clusterroles", false, KubernetesJson.Default.ClusterRole, KubernetesJson.Default.KubernetesListClusterRole);

    public List<PolicyRule>? Rules { get; set; }

    public AggregationRule? AggregationRule { get; set; }
}
