namespace SegmentOperator.Kubernetes;

/// <summary>A CEL expression that must be true.</summary>
public sealed class Validation
{
    public string Expression { get; set; } = "";

    public string? Message { get; set; }

    public string? MessageExpression { get; set; }

    public string? Reason { get; set; }
}
