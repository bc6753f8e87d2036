namespace SegmentOperator.Kubernetes;

/// <summary>An object of the same namespace that may be absent.</summary>
public sealed class OptionalReference
{
    public string Name { get; set; } = "";

    public bool? Optional { get; set; }
}
