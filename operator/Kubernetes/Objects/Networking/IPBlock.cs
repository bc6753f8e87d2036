namespace SegmentOperator.Kubernetes;

/// <summary>A range of addresses.</summary>
public sealed class IPBlock
{
    public string Cidr { get; set; } = "";

    public List<string>? Except { get; set; }
}
