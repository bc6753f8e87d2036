namespace SegmentOperator.Kubernetes;

/// <summary>A policy's parameters.</summary>
public sealed class ParamRef
{
    public string? Name { get; set; }

    public string? Namespace { get; set; }

    public LabelSelector? Selector { get; set; }

    public string? ParameterNotFoundAction { get; set; }
}
