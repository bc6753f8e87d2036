using System.Diagnostics;
using SegmentOperator.Kubernetes;

namespace SegmentOperator.Runtime;

/// <summary>All that the queue knows of one key. There is one entry for a key, or none.</summary>
internal sealed class QueueEntry(ObjectKey key)
{
    private const int MaxCauses = 8;
    private List<ActivityContext>? _causes;

    public ObjectKey Key => key;

    /// <summary>A worker has it. Nobody else gets it until that one gives it back.</summary>
    public bool Working { get; set; }

    /// <summary>Since when, by the monotonic clock.</summary>
    public long WorkingSince { get; set; }

    /// <summary>It was asked for again while a worker had it.</summary>
    public bool Dirty { get; set; }

    /// <summary>It is in the set of ready keys.</summary>
    public bool Ready { get; set; }

    public QueuePriority Priority { get; set; }

    public int Failures { get; set; }

    /// <summary>Orders equal priorities by age.</summary>
    public long Sequence { get; set; }

    /// <summary>Orders equal deadlines by age.</summary>
    public long DueSequence { get; set; }

    public long ReadySince { get; set; }

    /// <summary>When it becomes ready by the monotonic clock, in its ticks; null when it does not wait for that.</summary>
    public long? DueTimestamp { get; set; }

    /// <summary>
    /// When it becomes ready by the wall clock, or goes first if it is ready by then; null when there is no such moment. It is kept
    /// until a worker takes the key.
    /// </summary>
    public DateTimeOffset? DueTime { get; set; }

    public void AddCause(ActivityContext? cause)
    {
        if (cause is { } context && (_causes ??= []).Count < MaxCauses)
            _causes.Add(context);
    }

    public IReadOnlyList<ActivityContext> TakeCauses()
    {
        var causes = _causes;
        _causes = null;
        return causes ?? (IReadOnlyList<ActivityContext>)[];
    }
}
