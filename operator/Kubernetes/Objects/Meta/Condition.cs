using System.Text.Json.Serialization;

namespace SegmentOperator.Kubernetes;

/// <summary>One aspect of an object's state (metav1.Condition).</summary>
public sealed class Condition
{
    public string Type { get; set; } = "";

    public string Status { get; set; } = "";

    public long? ObservedGeneration { get; set; }

    [JsonConverter(typeof(TimeConverter))]
    public DateTimeOffset? LastTransitionTime { get; set; }

    public string Reason { get; set; } = "";

    public string Message { get; set; } = "";
}
