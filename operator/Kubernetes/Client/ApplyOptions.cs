namespace SegmentOperator.Kubernetes;

/// <summary>How to apply.</summary>
public sealed record ApplyOptions
{
    /// <summary>Whom the stated fields belong to.</summary>
    public required string FieldManager { get; init; }

    /// <summary>Take fields over from other managers instead of failing with a conflict.</summary>
    public bool Force { get; init; }

    /// <summary>Apply to a subresource, <c>status</c>.</summary>
    public string? Subresource { get; init; }

    /// <summary>Check everything, store nothing.</summary>
    public bool DryRun { get; init; }
}
