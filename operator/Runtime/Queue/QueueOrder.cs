namespace SegmentOperator.Runtime;

/// <summary>The orders that entries are kept in. An entry's fields change only while it is in none of them.</summary>
internal static class QueueOrder
{
    public static IComparer<QueueEntry> Ready { get; } = Comparer<QueueEntry>.Create(static (a, b) =>
        a.Priority != b.Priority ? b.Priority.CompareTo(a.Priority) : a.Sequence.CompareTo(b.Sequence));

    public static IComparer<QueueEntry> Monotonic { get; } = Comparer<QueueEntry>.Create(static (a, b) =>
        a.DueTimestamp != b.DueTimestamp
            ? Nullable.Compare(a.DueTimestamp, b.DueTimestamp)
            : a.DueSequence.CompareTo(b.DueSequence));

    public static IComparer<QueueEntry> Wall { get; } = Comparer<QueueEntry>.Create(static (a, b) =>
        a.DueTime != b.DueTime ? Nullable.Compare(a.DueTime, b.DueTime) : a.DueSequence.CompareTo(b.DueSequence));
}
