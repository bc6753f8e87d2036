namespace SegmentOperator.DevCluster.Faults;

/// <summary>One fault.</summary>
/// <param name="Kind">What goes wrong.</param>
/// <param name="Delay">How late a delayed answer is, how long only bookmarks come, and the Retry-After of a 429 or 503.</param>
/// <param name="AfterEvents">After how many events a watch is struck, initial ones included; 0 strikes at its start.</param>
public sealed record Fault(FaultKind Kind, TimeSpan Delay = default, int AfterEvents = 0)
{
    /// <summary>What a Retry-After header says: whole seconds, at least one.</summary>
    internal int RetryAfterSeconds => Math.Max(1, (int)Math.Ceiling(Delay.TotalSeconds));
}
