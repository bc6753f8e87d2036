namespace SegmentOperator.Kubernetes;

/// <summary>A token bound to the pod.</summary>
public sealed class ServiceAccountTokenProjection
{
    public string? Audience { get; set; }

    public long? ExpirationSeconds { get; set; }

    public string Path { get; set; } = "";
}
