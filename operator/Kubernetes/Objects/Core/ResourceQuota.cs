namespace SegmentOperator.Kubernetes;

/// <summary>What a namespace may use in all.</summary>
public sealed class ResourceQuota() : KubernetesObject("v1", "ResourceQuota"), IKubernetesObject<ResourceQuota>
{
    /// <inheritdoc/>
    public static ResourceType<ResourceQuota> ResourceType { get; } = new(
        "", "v1", "ResourceQuota", "resourcequotas", true, KubernetesJson.Default.ResourceQuota, KubernetesJson.Default.KubernetesListResourceQuota);

    public ResourceQuotaSpec? Spec { get; set; }

    public ResourceQuotaStatus? Status { get; set; }
}
