using System.Text.Json.Serialization;

namespace SegmentOperator.Kubernetes;

/// <summary>How a container ended.</summary>
public sealed class ContainerStateTerminated
{
    public int ExitCode { get; set; }

    public int? Signal { get; set; }

    public string? Reason { get; set; }

    public string? Message { get; set; }

    [JsonConverter(typeof(TimeConverter))]
    public DateTimeOffset? StartedAt { get; set; }

    [JsonConverter(typeof(TimeConverter))]
    public DateTimeOffset? FinishedAt { get; set; }

    [JsonPropertyName("containerID")]
    public string? ContainerId { get; set; }
}
