namespace SegmentOperator.Kubernetes;

/// <summary>Which part of a log to read.</summary>
public sealed record PodLogOptions
{
    /// <summary>The container; may be null when the pod has one.</summary>
    public string? Container { get; init; }

    /// <summary>Only so many lines from the end.</summary>
    public int? TailLines { get; init; }

    /// <summary>At most so many bytes.</summary>
    public long? LimitBytes { get; init; }

    /// <summary>The log of the container's instance before this one.</summary>
    public bool Previous { get; init; }

    /// <summary>Each line begins with its time.</summary>
    public bool Timestamps { get; init; }
}
