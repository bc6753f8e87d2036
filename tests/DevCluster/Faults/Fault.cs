namespace SegmentOperator.DevCluster.Faults;

/// <summary>What goes wrong.</summary>
public enum FaultKind
{
    /// <summary>The connection is cut without an answer (of a watch: after <see cref="Fault.AfterEvents"/> events).</summary>
    Drop,

    /// <summary>The answer comes late, by <see cref="Fault.Delay"/>.</summary>
    Delay,

    /// <summary>410 Expired, of a list or as a watch's ERROR event.</summary>
    Gone,

    /// <summary>429 with Retry-After.</summary>
    TooManyRequests,

    /// <summary>500 InternalError.</summary>
    InternalError,

    /// <summary>A get or list answers with an older state.</summary>
    StaleRead,

    /// <summary>An update or apply is refused with 409.</summary>
    Conflict,
}

/// <summary>One fault.</summary>
/// <param name="Kind">What goes wrong.</param>
/// <param name="Delay">How late a delayed answer is, and the Retry-After of a 429.</param>
/// <param name="AfterEvents">After how many events a watch is cut or expired.</param>
public sealed record Fault(FaultKind Kind, TimeSpan Delay = default, int AfterEvents = 0);
