namespace SegmentOperator.Kubernetes;

/// <summary>The hard limits.</summary>
public sealed class ResourceQuotaSpec
{
    public Dictionary<string, string>? Hard { get; set; }

    public List<string>? Scopes { get; set; }
}
