using System.Text.Json.Serialization;

namespace SegmentOperator.Kubernetes;

/// <summary>How often the same happened again.</summary>
public sealed class EventSeries
{
    public int Count { get; set; }

    [JsonConverter(typeof(MicroTimeConverter))]
    public DateTimeOffset? LastObservedTime { get; set; }
}
