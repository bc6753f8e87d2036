using System.Text.Json.Serialization;

namespace SegmentOperator.Kubernetes;

/// <summary>Since when a container runs.</summary>
public sealed class ContainerStateRunning
{
    [JsonConverter(typeof(TimeConverter))]
    public DateTimeOffset? StartedAt { get; set; }
}
