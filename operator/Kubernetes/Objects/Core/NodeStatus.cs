namespace SegmentOperator.Kubernetes;

/// <summary>A node's conditions.</summary>
public sealed class NodeStatus
{
    public List<Condition>? Conditions { get; set; }
}
