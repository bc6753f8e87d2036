namespace SegmentOperator.Kubernetes;

/// <summary>A kind that the cluster learned. Read only for whether it is established.</summary>
public sealed class CustomResourceDefinition() : KubernetesObject("apiextensions.k8s.io/v1", "CustomResourceDefinition"), IKubernetesObject<CustomResourceDefinition>
{
    /// <inheritdoc/>
    public static ResourceType<CustomResourceDefinition> ResourceType { get; } = new(
        "apiextensions.k8s.io", "v1", "CustomResourceDefinition", "customresourcedefinitions", false, KubernetesJson.Default.CustomResourceDefinition, KubernetesJson.Default.KubernetesListCustomResourceDefinition);

    public CustomResourceDefinitionStatus? Status { get; set; }
}
