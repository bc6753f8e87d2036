namespace SegmentOperator.Kubernetes;

/// <summary>How to create.</summary>
public sealed record CreateOptions
{
    /// <summary>Whom the fields belong to.</summary>
    public string? FieldManager { get; init; }

    /// <summary>Check everything, store nothing.</summary>
    public bool DryRun { get; init; }
}
