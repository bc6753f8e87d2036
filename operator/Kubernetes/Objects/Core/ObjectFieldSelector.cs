namespace SegmentOperator.Kubernetes;

/// <summary>A field of the pod itself.</summary>
public sealed class ObjectFieldSelector
{
    public string? ApiVersion { get; set; }

    public string FieldPath { get; set; } = "";
}
