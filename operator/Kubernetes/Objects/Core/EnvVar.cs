namespace SegmentOperator.Kubernetes;

/// <summary>One environment variable.</summary>
public sealed class EnvVar
{
    public string Name { get; set; } = "";

    public string? Value { get; set; }

    public EnvVarSource? ValueFrom { get; set; }
}
