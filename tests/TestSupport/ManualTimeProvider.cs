namespace SegmentOperator.TestSupport;

/// <summary>
/// A clock that stands still until it is told to go on. Timers fire in the order of their due times, on the thread that
/// advances. The wall clock can be set apart from the monotonic one, as an administrator would.
/// </summary>
public sealed class ManualTimeProvider(DateTimeOffset start) : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly SortedSet<ManualTimer> _timers = new(ManualTimer.ByDueTime);
    private TimeSpan _elapsed;
    private TimeSpan _wallOffset;
    private long _sequence;

    public ManualTimeProvider()
        : this(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero))
    {
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>How many timers wait.</summary>
    public int PendingTimers
    {
        get
        {
            lock (_lock)
                return _timers.Count;
        }
    }

    /// <summary>How long until the next timer fires; null when none waits.</summary>
    public TimeSpan? NextTimer
    {
        get
        {
            lock (_lock)
                return _timers.Min is { } first ? first.Due - _elapsed : null;
        }
    }

    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
            return start + _elapsed + _wallOffset;
    }

    public override long GetTimestamp()
    {
        lock (_lock)
            return _elapsed.Ticks;
    }

    /// <summary>Sets the wall clock; the monotonic clock and the timers do not notice.</summary>
    public void SetWallClock(DateTimeOffset now)
    {
        lock (_lock)
            _wallOffset = now - start - _elapsed;
    }

    /// <summary>Goes on by <paramref name="by"/> and fires what falls due on the way.</summary>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        TimeSpan end;
        lock (_lock)
            end = _elapsed + by;
        while (TakeDue(end) is { } timer)
            timer.Fire();
        lock (_lock)
            _elapsed = end;
    }

    /// <summary>Goes on by <paramref name="by"/> at once, as for a process that was stopped: what fell due fires with the next step.</summary>
    public void Jump(TimeSpan by)
    {
        lock (_lock)
            _elapsed += by;
    }

    /// <summary>
    /// Advances in small steps, letting other tasks run in between, until <paramref name="condition"/> holds. Throws when it
    /// does not after <paramref name="atMost"/> of virtual time, or 20 real seconds.
    /// </summary>
    public async Task AdvanceUntilAsync(Func<bool> condition, TimeSpan atMost, TimeSpan? step = null)
    {
        var by = step ?? TimeSpan.FromMilliseconds(100);
        var real = System.GetTimestamp();
        for (var passed = TimeSpan.Zero; !condition(); passed += by)
        {
            if (passed > atMost || System.GetElapsedTime(real) > TimeSpan.FromSeconds(20))
                throw new TimeoutException($"Not so after {passed} of virtual time and {System.GetElapsedTime(real)} of real time.");
            Advance(by);
            for (var i = 0; i < 20 && !condition(); i++)
            {
                if (i < 15)
                    await Task.Yield();
                else
                    await Task.Delay(TimeSpan.FromMilliseconds(1), System, CancellationToken.None);
            }
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    internal bool Schedule(ManualTimer timer, TimeSpan dueTime, TimeSpan period)
    {
        lock (_lock)
        {
            _timers.Remove(timer);
            timer.Period = period;
            if (dueTime == Timeout.InfiniteTimeSpan || timer.Disposed)
                return !timer.Disposed;
            timer.Due = _elapsed + dueTime;
            timer.Sequence = _sequence++;
            _timers.Add(timer);
        }

        if (dueTime == TimeSpan.Zero)
            ThreadPool.QueueUserWorkItem(_ => Advance(TimeSpan.Zero));
        return true;
    }

    internal void Remove(ManualTimer timer)
    {
        lock (_lock)
        {
            timer.Disposed = true;
            _timers.Remove(timer);
        }
    }

    private ManualTimer? TakeDue(TimeSpan end)
    {
        lock (_lock)
        {
            if (_timers.Min is not { } timer || timer.Due > end)
                return null;
            _timers.Remove(timer);
            if (timer.Due > _elapsed)
                _elapsed = timer.Due;
            if (timer.Period > TimeSpan.Zero)
            {
                timer.Due += timer.Period;
                timer.Sequence = _sequence++;
                _timers.Add(timer);
            }

            return timer;
        }
    }
}
