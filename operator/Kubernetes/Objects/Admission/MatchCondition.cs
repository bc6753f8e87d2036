namespace SegmentOperator.Kubernetes;

/// <summary>A CEL condition for a policy to apply.</summary>
public sealed class MatchCondition
{
    public string Name { get; set; } = "";

    public string Expression { get; set; } = "";
}
