namespace SegmentOperator.Kubernetes;

/// <summary>Requests and limits, as quantities.</summary>
public sealed class ResourceRequirements
{
    public Dictionary<string, string>? Requests { get; set; }

    public Dictionary<string, string>? Limits { get; set; }
}
