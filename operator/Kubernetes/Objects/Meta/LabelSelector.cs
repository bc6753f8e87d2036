namespace SegmentOperator.Kubernetes;

/// <summary>Chooses objects by their labels.</summary>
public sealed class LabelSelector
{
    public Dictionary<string, string>? MatchLabels { get; set; }

    public List<LabelSelectorRequirement>? MatchExpressions { get; set; }
}
