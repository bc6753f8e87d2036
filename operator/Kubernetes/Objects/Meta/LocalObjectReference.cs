namespace SegmentOperator.Kubernetes;

/// <summary>Points at an object of the same namespace.</summary>
public sealed class LocalObjectReference
{
    public string Name { get; set; } = "";
}
