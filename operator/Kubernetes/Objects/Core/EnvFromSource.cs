namespace SegmentOperator.Kubernetes;

/// <summary>A Secret or ConfigMap whose entries all become variables.</summary>
public sealed class EnvFromSource
{
    public string? Prefix { get; set; }

    public OptionalReference? SecretRef { get; set; }

    public OptionalReference? ConfigMapRef { get; set; }
}
