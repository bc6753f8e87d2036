namespace SegmentOperator.Runtime;

/// <summary>When keys become ready. Everything here runs under the queue's lock.</summary>
internal sealed partial class WorkQueue
{
    /// <summary>Wall clocks get set and machines sleep: a wall-clock deadline is looked at anew this often.</summary>
    private static readonly TimeSpan WallClockChunk = TimeSpan.FromSeconds(30);

    /// <summary>Far above this, timers overflow.</summary>
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(1);

    /// <summary>A moment of the wall clock that is still to come stays.</summary>
    private void MakeReady(QueueEntry entry, QueuePriority priority)
    {
        Unfile(entry);
        entry.DueTimestamp = null;
        if (priority == QueuePriority.Due)
            entry.DueTime = null;
        entry.Dirty = false;
        if (!entry.Ready)
        {
            entry.Priority = priority > entry.Priority ? priority : entry.Priority;
            entry.Ready = true;
            entry.Sequence = _sequence++;
            entry.ReadySince = _time.GetTimestamp();
            _ready.Add(entry);
            RuntimeMetrics.QueueDepth.Add(1, RuntimeMetrics.Name(_name), RuntimeMetrics.Controller(_name));
            _tokens.Release();
        }
        else if (priority > entry.Priority)
        {
            _ready.Remove(entry);
            entry.Priority = priority;
            _ready.Add(entry);
        }

        File(entry);
    }

    private void Schedule(QueueEntry entry, WorkVerdict verdict)
    {
        var (asked, moment) = (entry.DueTimestamp, entry.DueTime);
        switch (verdict)
        {
            case WorkVerdict.After { Delay: var delay }:
                Wait(entry, Earlier(asked, delay), moment);
                break;
            case WorkVerdict.At { Time: var time }:
                Wait(entry, asked, Earlier(moment, time));
                break;
            case WorkVerdict.Retry { AtLeast: var least }:
                var pause = RetryPause.After(entry.Failures);
                Wait(entry, Earlier(asked, pause > least ? pause : least), moment);
                break;
            default:
                if (asked is null && moment is null)
                    _entries.Remove(entry.Key);
                else
                    Wait(entry, asked, moment);
                break;
        }
    }

    private long Earlier(long? asked, TimeSpan delay)
    {
        var due = _time.GetTimestamp() + QueueClock.Ticks(delay, _time);
        return asked < due ? asked.Value : due;
    }

    private static DateTimeOffset? Earlier(DateTimeOffset? first, DateTimeOffset? second) => first < second ? first : second ?? first;

    private void Wait(QueueEntry entry, long? timestamp, DateTimeOffset? time)
    {
        Unfile(entry);
        (entry.DueTimestamp, entry.DueTime) = (timestamp, time);
        if (entry.Working)
            return;
        if (time <= _time.GetUtcNow())
        {
            MakeReady(entry, QueuePriority.Due);
            return;
        }

        if (timestamp <= _time.GetTimestamp())
        {
            MakeReady(entry, entry.Priority);
            return;
        }

        File(entry);
        Arm();
    }

    private void SetMoment(QueueEntry entry, DateTimeOffset time)
    {
        if (time <= _time.GetUtcNow())
        {
            MakeReady(entry, QueuePriority.Due);
            return;
        }

        Unfile(entry);
        entry.DueTime = time;
        File(entry);
        Arm();
    }

    private void Unschedule(QueueEntry entry)
    {
        Unfile(entry);
        (entry.DueTimestamp, entry.DueTime) = (null, null);
    }

    private void File(QueueEntry entry)
    {
        if (entry.Working)
            return;
        entry.DueSequence = _sequence++;
        if (entry.DueTimestamp is not null)
            _dueMonotonic.Add(entry);
        if (entry.DueTime is not null)
            _dueWall.Add(entry);
    }

    private void Unfile(QueueEntry entry)
    {
        if (entry.DueTimestamp is not null)
            _dueMonotonic.Remove(entry);
        if (entry.DueTime is not null)
            _dueWall.Remove(entry);
    }

    private void MoveDue()
    {
        lock (_lock)
        {
            if (_closed)
                return;
            while (_dueMonotonic.Min is { } first && first.DueTimestamp <= _time.GetTimestamp())
                MakeReady(first, first.Priority);
            while (_dueWall.Min is { } first && first.DueTime <= _time.GetUtcNow())
                MakeReady(first, QueuePriority.Due);
            Arm();
        }
    }

    private void Arm()
    {
        var next = LongestTimer;
        if (_dueMonotonic.Min is { DueTimestamp: { } stamp })
            next = QueueClock.Shorter(next, _time.GetElapsedTime(_time.GetTimestamp(), stamp));
        if (_dueWall.Min is { DueTime: { } time })
            next = QueueClock.Shorter(next, QueueClock.Shorter(WallClockChunk, time - _time.GetUtcNow()));
        var idle = _dueMonotonic.Count == 0 && _dueWall.Count == 0;
        _timer.Change(idle ? Timeout.InfiniteTimeSpan : next, Timeout.InfiniteTimeSpan);
    }
}
