namespace SegmentOperator.Kubernetes;

/// <summary>A pod.</summary>
public sealed class Pod() : KubernetesObject("v1", "Pod"), IKubernetesObject<Pod>
{
    /// <inheritdoc/>
    public static ResourceType<Pod> ResourceType { get; } = new(
        "", "v1", "Pod", "pods", true, KubernetesJson.Default.Pod, KubernetesJson.Default.KubernetesListPod);

    public PodSpec? Spec { get; set; }

    public PodStatus? Status { get; set; }
}
