namespace SegmentOperator.Kubernetes;

/// <summary>A stable address. Only what an apply from here states.</summary>
public sealed class Service() : KubernetesObject("v1", "Service"), IKubernetesObject<Service>
{
    /// <inheritdoc/>
    public static ResourceType<Service> ResourceType { get; } = new(
        "", "v1", "Service", "services", true, KubernetesJson.Default.Service, KubernetesJson.Default.KubernetesListService);

    public ServiceSpec? Spec { get; set; }
}
