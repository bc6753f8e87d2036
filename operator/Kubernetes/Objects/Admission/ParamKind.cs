namespace SegmentOperator.Kubernetes;

/// <summary>The kind of a policy's parameters.</summary>
public sealed class ParamKind
{
    public string? ApiVersion { get; set; }

    public string? Kind { get; set; }
}
