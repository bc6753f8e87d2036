namespace SegmentOperator.Kubernetes;

/// <summary>What is used of them.</summary>
public sealed class ResourceQuotaStatus
{
    public Dictionary<string, string>? Hard { get; set; }

    public Dictionary<string, string>? Used { get; set; }
}
