namespace SegmentOperator.Kubernetes;

/// <summary>Why a container does not run yet.</summary>
public sealed class ContainerStateWaiting
{
    public string? Reason { get; set; }

    public string? Message { get; set; }
}
