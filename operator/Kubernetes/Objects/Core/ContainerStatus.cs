using System.Text.Json.Serialization;

namespace SegmentOperator.Kubernetes;

/// <summary>How far a container came.</summary>
public sealed class ContainerStatus
{
    public string Name { get; set; } = "";

    public bool? Ready { get; set; }

    public bool? Started { get; set; }

    public int RestartCount { get; set; }

    public string? Image { get; set; }

    [JsonPropertyName("imageID")]
    public string? ImageId { get; set; }

    [JsonPropertyName("containerID")]
    public string? ContainerId { get; set; }

    public ContainerState? State { get; set; }

    public ContainerState? LastState { get; set; }
}
