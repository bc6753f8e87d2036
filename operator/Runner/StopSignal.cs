using SegmentOperator.RunContract;

namespace SegmentOperator.Runner;

/// <summary>
/// Tells the run to stop: because the pod is being ended (SIGTERM) or because its deadline came. The first of the two counts.
/// </summary>
internal sealed class StopSignal : IDisposable
{
    /// <summary>A timer waits 49 days at the most; a deadline beyond that is none.</summary>
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(40);
    private readonly CancellationTokenSource source = new();
    private readonly Lock gate = new();
    private ITimer? timer;
    private string? reason;

    /// <summary>Cancelled when the run has to stop.</summary>
    public CancellationToken Token => source.Token;

    /// <summary><see cref="RunReasons.Cancelled"/> or <see cref="RunReasons.DeadlineExceeded"/>; null while the run may go on.</summary>
    public string? Reason
    {
        get
        {
            lock (gate)
                return reason;
        }
    }

    /// <summary>Why, in words.</summary>
    public string Why => Reason == RunReasons.DeadlineExceeded ? "the deadline came" : "the run was told to stop";

    /// <summary>Stops the run at its deadline.</summary>
    public void StopAt(DateTimeOffset deadline, TimeProvider time)
    {
        var left = deadline - time.GetUtcNow();
        if (left <= TimeSpan.Zero)
            Stop(RunReasons.DeadlineExceeded);
        else if (left < LongestTimer)
            timer = time.CreateTimer(_ => Stop(RunReasons.DeadlineExceeded), null, left, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Stops the run; only the first call counts.</summary>
    public void Stop(string why)
    {
        lock (gate)
        {
            if (reason is not null)
                return;
            reason = why;
        }

        source.Cancel();
    }

    public void Dispose()
    {
        timer?.Dispose();
        source.Dispose();
    }
}
