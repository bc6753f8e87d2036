namespace SegmentOperator.Kubernetes;

/// <summary>What must still hold of an object for a deletion to go through.</summary>
public sealed record Preconditions
{
    /// <summary>It is this very object.</summary>
    public string? Uid { get; init; }

    /// <summary>It has not changed since.</summary>
    public string? ResourceVersion { get; init; }
}
