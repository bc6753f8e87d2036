namespace SegmentOperator.Runtime;

/// <summary>What came of it.</summary>
internal abstract record ReflectorOutcome
{
    /// <summary>A page came; without a continue token it was the last.</summary>
    public sealed record Listed(string? Version, string? Continue) : ReflectorOutcome;

    /// <summary>A streaming list is complete.</summary>
    public sealed record Streamed(string? Version) : ReflectorOutcome;

    /// <summary>An event or a bookmark came.</summary>
    public sealed record Seen(string? Version) : ReflectorOutcome;

    /// <summary>The server ended the watch in order: at its time, or before (a restart, a load balancer).</summary>
    public sealed record Ended(bool InTime) : ReflectorOutcome;

    /// <summary>The server's present version, to compare with.</summary>
    public sealed record Probed(string? Version) : ReflectorOutcome;

    /// <summary>It failed.</summary>
    public sealed record Failed(ReflectorFailure Failure, TimeSpan? RetryAfter = null) : ReflectorOutcome;
}
