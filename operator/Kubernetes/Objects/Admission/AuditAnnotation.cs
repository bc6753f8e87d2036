namespace SegmentOperator.Kubernetes;

/// <summary>A CEL expression whose value goes into the audit log.</summary>
public sealed class AuditAnnotation
{
    public string Key { get; set; } = "";

    public string ValueExpression { get; set; } = "";
}
