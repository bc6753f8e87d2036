namespace SegmentOperator.Kubernetes;

/// <summary>Which requests are matched.</summary>
public sealed class MatchResources
{
    public LabelSelector? NamespaceSelector { get; set; }

    public LabelSelector? ObjectSelector { get; set; }

    public List<NamedRuleWithOperations>? ResourceRules { get; set; }

    public List<NamedRuleWithOperations>? ExcludeResourceRules { get; set; }

    public string? MatchPolicy { get; set; }
}
