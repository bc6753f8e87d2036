namespace SegmentOperator.Kubernetes;

/// <summary>A namespace.</summary>
public sealed class Namespace() : KubernetesObject("v1", "Namespace"), IKubernetesObject<Namespace>
{
    /// <inheritdoc/>
    public static ResourceType<Namespace> ResourceType { get; } = new(
        "", "v1", "Namespace", "namespaces", false, KubernetesJson.Default.Namespace, KubernetesJson.Default.KubernetesListNamespace);

    public NamespaceStatus? Status { get; set; }
}
