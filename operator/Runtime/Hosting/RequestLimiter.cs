namespace SegmentOperator.Runtime;

/// <summary>
/// Lets a burst of requests through and then a rate, in the order they came: a loop that runs wild waits here, and not all other
/// clients of the server with it. Watches of caches and the lease do not pass here, so neither can be starved by it.
/// </summary>
internal sealed class RequestLimiter(double perSecond, int burst, TimeProvider time)
{
    private readonly Lock _lock = new();

    /// <summary>When, in timestamps, the next request would be due if there were no burst.</summary>
    private double _due = double.MinValue;

    /// <summary>Waits for its turn.</summary>
    public async ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        if (perSecond <= 0)
            return;
        var wait = Reserve();
        RuntimeMetrics.RateLimited.Record(wait.TotalSeconds);
        if (wait > TimeSpan.Zero)
            await Task.Delay(wait, time, cancellationToken);
    }

    /// <summary>Takes a turn without waiting for it: whoever comes after waits the longer.</summary>
    public void Count()
    {
        if (perSecond > 0)
            Reserve();
    }

    private TimeSpan Reserve()
    {
        lock (_lock)
        {
            var now = (double)time.GetTimestamp();
            var each = time.TimestampFrequency / perSecond;
            _due = Math.Max(_due, now - (each * Math.Max(1, burst))) + each;
            return _due <= now ? TimeSpan.Zero : TimeSpan.FromMilliseconds(Math.Ceiling((_due - now) / time.TimestampFrequency * 1000));
        }
    }
}
