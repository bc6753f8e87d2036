using System.Globalization;
using SegmentOperator.Manager.Segments;

namespace SegmentOperator.Manager.Clocks;

/// <summary>
/// The time that the operator lives by: the machine's at the start, and from then on what has gone by, by the clock that nobody can set.
/// A step of the machine's clock neither ends access early nor keeps it. While the two differ nothing new begins (decision 0044).
/// </summary>
internal sealed class SteadyClock : TimeProvider
{
    /// <summary>What clocks may differ by without anybody having set one.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(5);

    /// <summary>
    /// A step forward that nobody undid in this time is followed: time that a machine slept through has gone by all the same, and access that
    /// ends early is the lesser harm; many small ones do not add up to a clock that is late. A step back is never followed.
    /// </summary>
    public static readonly TimeSpan Trial = TimeSpan.FromMinutes(5);

    /// <summary>Below this, two clocks that are read one after the other do not differ.</summary>
    private static readonly TimeSpan Grain = TimeSpan.FromMilliseconds(250);

    private readonly TimeProvider _machine;
    private readonly Lock _lock = new();
    private readonly DateTimeOffset _start;
    private readonly long _started;
    private TimeSpan _followed;
    private TimeSpan _tried;
    private long? _since;

    public SteadyClock(TimeProvider machine) => (_machine, _start, _started) = (machine, machine.GetUtcNow(), machine.GetTimestamp());

    /// <summary>By how much the machine's clock is ahead of this; zero while it is within the tolerance.</summary>
    public TimeSpan Step
    {
        get
        {
            lock (_lock)
            {
                var (_, ahead) = Look();
                return ahead - _followed is var step && step.Duration() > Tolerance ? step : TimeSpan.Zero;
            }
        }
    }

    /// <inheritdoc/>
    public override long TimestampFrequency => _machine.TimestampFrequency;

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => _machine.LocalTimeZone;

    /// <summary>Why nothing new may begin; null while the clocks agree.</summary>
    public SegmentProblem? Problem() => Step is var step && step == TimeSpan.Zero ? null : new(
        "ClockStepped",
        string.Create(CultureInfo.InvariantCulture, $"The clock of the operator's machine was set {(step > TimeSpan.Zero ? "forward" : "back")} by {step.Duration().TotalSeconds:0} s while the operator ran. What is active ends on time; nothing new begins until the clock is right again. If it is right now, restart the operator."));

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
            return Look().Line + _followed;
    }

    /// <inheritdoc/>
    public override long GetTimestamp() => _machine.GetTimestamp();

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        _machine.CreateTimer(callback, state, dueTime, period);

    /// <returns>The time by the monotonic clock alone, and how far the machine's is ahead of it.</returns>
    private (DateTimeOffset Line, TimeSpan Ahead) Look()
    {
        var line = _start + _machine.GetElapsedTime(_started);
        var ahead = _machine.GetUtcNow() - line;
        if (_followed > Tolerance && ahead.Duration() <= Tolerance)
            _followed = TimeSpan.Zero;
        if (ahead - _followed <= Grain)
        {
            _since = null;
        }
        else if (_since is not { } since || (ahead - _tried).Duration() > Grain)
        {
            (_tried, _since) = (ahead, _machine.GetTimestamp());
        }
        else if (_machine.GetElapsedTime(since) >= Trial)
        {
            (_followed, _since) = (ahead, null);
        }

        return (line, ahead);
    }
}
