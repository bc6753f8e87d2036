namespace SegmentOperator.Kubernetes;

/// <summary>One term of a label selector.</summary>
public sealed class LabelSelectorRequirement
{
    public string Key { get; set; } = "";

    public string Operator { get; set; } = "";

    public List<string>? Values { get; set; }
}
