namespace SegmentOperator.Runtime;

/// <summary>How long a key that failed waits: 5 ms, twice as long each time, 1000 s at most, and never for good.</summary>
internal static class RetryPause
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1000);

    /// <summary>The pause after so many failures in a row.</summary>
    public static TimeSpan After(int failures)
    {
        var delay = First * Math.Pow(2, Math.Clamp(failures - 1, 0, 30));
        return delay < Longest ? delay : Longest;
    }
}
