namespace SegmentOperator.Kubernetes;

/// <summary>The bounds.</summary>
public sealed class LimitRangeSpec
{
    public List<LimitRangeItem> Limits { get; set; } = [];
}
