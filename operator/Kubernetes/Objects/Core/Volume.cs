using System.Text.Json.Serialization;

namespace SegmentOperator.Kubernetes;

/// <summary>Something to mount.</summary>
public sealed class Volume
{
    public string Name { get; set; } = "";

    public EmptyDirVolumeSource? EmptyDir { get; set; }

    public SecretVolumeSource? Secret { get; set; }

    public ConfigMapVolumeSource? ConfigMap { get; set; }

    public ProjectedVolumeSource? Projected { get; set; }

    [JsonPropertyName("downwardAPI")]
    public DownwardApiVolumeSource? DownwardApi { get; set; }
}
