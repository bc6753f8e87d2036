namespace SegmentOperator.Manager.DeploymentRequests;

/// <summary>How long a request waits before it is checked again without a change.</summary>
internal static class Pauses
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    /// <summary>Grows with how long it has waited already, from the object's own times: it needs no memory and survives restarts.</summary>
    public static TimeSpan Growing(DateTimeOffset since, DateTimeOffset now)
    {
        var tenth = (now - since) / 10;
        return tenth < Shortest ? Shortest : tenth > Longest ? Longest : tenth;
    }

    /// <summary>Doubles with each failure.</summary>
    public static TimeSpan AfterFailures(int failures) =>
        failures >= 9 ? Longest : TimeSpan.FromSeconds(Math.Min(Longest.TotalSeconds, Math.Pow(2, Math.Max(0, failures))));
}
