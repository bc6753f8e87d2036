namespace SegmentOperator.Runner;

/// <summary>Pauses that grow by half each time, up to a limit, with up to a fifth of jitter.</summary>
internal sealed class Backoff(TimeSpan first, TimeSpan longest, Random random)
{
    private TimeSpan? grown;

    public TimeSpan Next()
    {
        var pause = grown ?? first;
        grown = TimeSpan.FromTicks(Math.Min((long)(pause.Ticks * 1.5), longest.Ticks));
        return pause * (1 + (random.NextDouble() / 5));
    }

    public void Reset() => grown = null;
}
