using System.Text.Json.Serialization;

namespace SegmentOperator.Kubernetes;

/// <summary>A port that a container listens on.</summary>
public sealed class ContainerPort
{
    public string? Name { get; set; }

    [JsonPropertyName("containerPort")]
    public int ContainerPortNumber { get; set; }

    public string? Protocol { get; set; }
}
