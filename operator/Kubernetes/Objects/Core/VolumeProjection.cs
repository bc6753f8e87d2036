using System.Text.Json.Serialization;

namespace SegmentOperator.Kubernetes;

/// <summary>One source of a projected volume.</summary>
public sealed class VolumeProjection
{
    public ServiceAccountTokenProjection? ServiceAccountToken { get; set; }

    public SecretProjection? Secret { get; set; }

    public SecretProjection? ConfigMap { get; set; }

    [JsonPropertyName("downwardAPI")]
    public DownwardApiVolumeSource? DownwardApi { get; set; }
}
