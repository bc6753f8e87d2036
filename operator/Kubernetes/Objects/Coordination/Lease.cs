namespace SegmentOperator.Kubernetes;

/// <summary>Who holds an office, and until when.</summary>
public sealed class Lease() : KubernetesObject("coordination.k8s.io/v1", "Lease"), IKubernetesObject<Lease>
{
    /// <inheritdoc/>
    public static ResourceType<Lease> ResourceType { get; } = new(
        "coordination.k8s.io", "v1", "Lease", "leases", true, KubernetesJson.Default.Lease, KubernetesJson.Default.KubernetesListLease);

    public LeaseSpec? Spec { get; set; }
}
