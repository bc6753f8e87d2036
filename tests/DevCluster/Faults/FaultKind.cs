namespace SegmentOperator.DevCluster.Faults;

/// <summary>What goes wrong. A watch is struck after <see cref="Fault.AfterEvents"/> events, any other call once.</summary>
public enum FaultKind
{
    /// <summary>The call is cut off before anything is done: no answer. A watch is cut between two events.</summary>
    Drop,

    /// <summary>The call is carried out, but the answer never arrives: the connection is reset instead.</summary>
    LostAnswer,

    /// <summary>The answer comes late, by <see cref="Fault.Delay"/>.</summary>
    Delay,

    /// <summary>410 Expired; of a watch as an ERROR event.</summary>
    Gone,

    /// <summary>429 with Retry-After.</summary>
    TooManyRequests,

    /// <summary>500 InternalError; of a watch that is under way as an ERROR event.</summary>
    InternalError,

    /// <summary>503 ServiceUnavailable, as an API server says that starts or ends.</summary>
    Unavailable,

    /// <summary>A get or list answers with the state before the last change of that kind.</summary>
    StaleRead,

    /// <summary>An update or patch is refused with 409: somebody else was quicker.</summary>
    Conflict,

    /// <summary>An apply is refused with 409: another manager owns a field. Other calls are let through.</summary>
    ApplyConflict,

    /// <summary>The body ends in the middle, though the answer as such is complete. A watch ends within a line.</summary>
    Truncate,

    /// <summary>The connection is reset (TCP RST, with every other call on it) in the middle of the body, of a watch within a line.</summary>
    Reset,

    /// <summary>This call is never answered, and no further event comes; the connection lives.</summary>
    Hang,

    /// <summary>The connection falls silent for good: nothing is read or written any more, not even a ping, and nobody closes it.</summary>
    HalfOpen,

    /// <summary>A watch sends bookmarks and no events for <see cref="Fault.Delay"/>, then ends. Other calls are let through.</summary>
    BookmarksOnly,
}
