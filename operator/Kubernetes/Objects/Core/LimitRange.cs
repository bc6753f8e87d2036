namespace SegmentOperator.Kubernetes;

/// <summary>Defaults and bounds of what one container may use.</summary>
public sealed class LimitRange() : KubernetesObject("v1", "LimitRange"), IKubernetesObject<LimitRange>
{
    /// <inheritdoc/>
    public static ResourceType<LimitRange> ResourceType { get; } = new(
        "", "v1", "LimitRange", "limitranges", true, KubernetesJson.Default.LimitRange, KubernetesJson.Default.KubernetesListLimitRange);

    public LimitRangeSpec? Spec { get; set; }
}
