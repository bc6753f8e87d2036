namespace SegmentOperator.Kubernetes;

/// <summary>How to patch.</summary>
public sealed record PatchOptions
{
    /// <summary>Whom the changed fields belong to.</summary>
    public string? FieldManager { get; init; }

    /// <summary>Patch a subresource, <c>status</c>.</summary>
    public string? Subresource { get; init; }

    /// <summary>Check everything, store nothing.</summary>
    public bool DryRun { get; init; }
}
