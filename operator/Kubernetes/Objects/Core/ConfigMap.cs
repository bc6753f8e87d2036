namespace SegmentOperator.Kubernetes;

/// <summary>Configuration.</summary>
public sealed class ConfigMap() : KubernetesObject("v1", "ConfigMap"), IKubernetesObject<ConfigMap>
{
    /// <inheritdoc/>
    public static ResourceType<ConfigMap> ResourceType { get; } = new(
        "", "v1", "ConfigMap", "configmaps", true, KubernetesJson.Default.ConfigMap, KubernetesJson.Default.KubernetesListConfigMap);

    public bool? Immutable { get; set; }

    public Dictionary<string, string>? Data { get; set; }

    public Dictionary<string, string>? BinaryData { get; set; }
}
