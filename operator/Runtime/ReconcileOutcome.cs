namespace SegmentOperator.Runtime;

/// <summary>How a reconcile ended.</summary>
public enum ReconcileOutcome
{
    /// <summary>Nothing to do until something changes.</summary>
    Done,

    /// <summary>Again after a pause.</summary>
    After,

    /// <summary>Again at a moment.</summary>
    At,

    /// <summary>Waits for a change that somebody must make.</summary>
    Stalled,
}
