namespace SegmentOperator.Kubernetes;

/// <summary>The object whose end ends the token.</summary>
public sealed class BoundObjectReference
{
    public string? Kind { get; set; }

    public string? ApiVersion { get; set; }

    public string? Name { get; set; }

    public string? Uid { get; set; }
}
