namespace SegmentOperator.Runtime;

/// <summary>What happens to a key that a worker gives back.</summary>
internal abstract record WorkVerdict
{
    /// <summary>Nothing until it is asked for again.</summary>
    public static WorkVerdict Forget { get; } = new ForgetVerdict();

    /// <summary>Again after a pause on the monotonic clock.</summary>
    public sealed record After(TimeSpan Delay) : WorkVerdict;

    /// <summary>Again at a moment of the wall clock.</summary>
    public sealed record At(DateTimeOffset Time) : WorkVerdict;

    /// <summary>It failed: again after a pause that doubles each time.</summary>
    /// <param name="AtLeast">What the server asked for, if it did.</param>
    public sealed record Retry(TimeSpan AtLeast) : WorkVerdict;

    private sealed record ForgetVerdict : WorkVerdict;
}
