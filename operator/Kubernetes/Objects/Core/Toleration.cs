namespace SegmentOperator.Kubernetes;

/// <summary>A node taint that the pod puts up with.</summary>
public sealed class Toleration
{
    public string? Key { get; set; }

    public string? Operator { get; set; }

    public string? Value { get; set; }

    public string? Effect { get; set; }

    public long? TolerationSeconds { get; set; }
}
