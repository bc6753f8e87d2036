namespace SegmentOperator.Kubernetes;

/// <summary>What a namespace's deletion waits for.</summary>
public sealed class NamespaceStatus
{
    public string? Phase { get; set; }

    public List<Condition>? Conditions { get; set; }
}
