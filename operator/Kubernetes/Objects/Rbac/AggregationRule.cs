namespace SegmentOperator.Kubernetes;

/// <summary>ClusterRoles whose rules are taken in.</summary>
public sealed class AggregationRule
{
    public List<LabelSelector>? ClusterRoleSelectors { get; set; }
}
