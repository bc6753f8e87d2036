namespace SegmentOperator.Manager.AccessGrants;

/// <summary>How far one call brought a revocation.</summary>
/// <param name="IsNews">Whether the status changes: it failed, or the access is proven to be gone.</param>
/// <param name="Again">When to go on; null: nothing is left to do, or what was asked brings the grant back itself.</param>
/// <param name="IsGone">The access is proven to be gone.</param>
internal readonly record struct RevocationStep(bool IsNews, TimeSpan? Again, bool IsGone)
{
    public static RevocationStep Gone { get; } = new(true, null, true);

    /// <summary>An org was asked; its answer brings the grant back.</summary>
    public static RevocationStep Asked { get; } = new(false, null, false);

    public static RevocationStep Failed(TimeSpan again) => new(true, again, false);
}
