using System.Text.Json.Serialization;

namespace SegmentOperator.Kubernetes;

/// <summary>Something that happened to an object, for people.</summary>
public sealed class Event() : KubernetesObject("events.k8s.io/v1", "Event"), IKubernetesObject<Event>
{
    /// <inheritdoc/>
    public static ResourceType<Event> ResourceType { get; } = new(
        "events.k8s.io", "v1", "Event", "events", true, KubernetesJson.Default.Event, KubernetesJson.Default.KubernetesListEvent);

    [JsonConverter(typeof(MicroTimeConverter))]
    public DateTimeOffset? EventTime { get; set; }

    public EventSeries? Series { get; set; }

    public string? ReportingController { get; set; }

    public string? ReportingInstance { get; set; }

    public string? Action { get; set; }

    public string? Reason { get; set; }

    public ObjectReference? Regarding { get; set; }

    public ObjectReference? Related { get; set; }

    public string? Note { get; set; }

    public string? Type { get; set; }
}
