namespace SegmentOperator.Runtime;

/// <summary>Sums of times that neither overflow nor fire early.</summary>
internal static class QueueClock
{
    /// <summary>Timers count whole milliseconds and round down: one more, and they do not fire too early again and again.</summary>
    public static TimeSpan Shorter(TimeSpan first, TimeSpan second)
    {
        var rounded = TimeSpan.FromMilliseconds(Math.Max(0, Math.Ceiling(Math.Min(second.TotalMilliseconds, first.TotalMilliseconds))));
        return rounded < first ? rounded : first;
    }

    /// <summary>A pause in ticks of the monotonic clock. Years fit; what does not is cut to a century.</summary>
    public static long Ticks(TimeSpan delay, TimeProvider time)
    {
        var seconds = Math.Min(Math.Max(0, delay.TotalSeconds), TimeSpan.FromDays(36525).TotalSeconds);
        return (long)(seconds * time.TimestampFrequency);
    }
}
