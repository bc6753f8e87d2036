namespace SegmentOperator.Kubernetes;

/// <summary>Which system calls are filtered.</summary>
public sealed class SeccompProfile
{
    public string Type { get; set; } = "";

    public string? LocalhostProfile { get; set; }
}
