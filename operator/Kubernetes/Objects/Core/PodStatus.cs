using System.Text.Json.Serialization;

namespace SegmentOperator.Kubernetes;

/// <summary>How far a pod came.</summary>
public sealed class PodStatus
{
    public string? Phase { get; set; }

    public string? Reason { get; set; }

    public string? Message { get; set; }

    [JsonConverter(typeof(TimeConverter))]
    public DateTimeOffset? StartTime { get; set; }

    public string? PodIP { get; set; }

    public string? HostIP { get; set; }

    public string? QosClass { get; set; }

    public List<Condition>? Conditions { get; set; }

    public List<ContainerStatus>? InitContainerStatuses { get; set; }

    public List<ContainerStatus>? ContainerStatuses { get; set; }
}
