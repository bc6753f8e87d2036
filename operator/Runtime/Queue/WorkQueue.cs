using System.Diagnostics;
using SegmentOperator.Kubernetes;

namespace SegmentOperator.Runtime;

/// <summary>
/// Keys to work on. A key has one entry, however often it is asked for; one worker at a time has it; one that waits holds no
/// worker; and none is ever lost: what is asked for while a worker has it comes again.
/// </summary>
internal sealed class WorkQueue : IDisposable
{
    /// <summary>Wall clocks get set and machines sleep: a wall-clock deadline is looked at anew this often.</summary>
    private static readonly TimeSpan WallClockChunk = TimeSpan.FromSeconds(30);

    /// <summary>Far above this, timers overflow.</summary>
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(1);

    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly string _name;
    private readonly Dictionary<ObjectKey, QueueEntry> _entries = [];
    private readonly SortedSet<QueueEntry> _ready = new(QueueOrder.Ready);
    private readonly SortedSet<QueueEntry> _dueMonotonic = new(QueueOrder.Monotonic);
    private readonly SortedSet<QueueEntry> _dueWall = new(QueueOrder.Wall);
    private readonly SemaphoreSlim _tokens = new(0);
    private readonly ITimer _timer;
    private long _sequence;
    private bool _closed;

    public WorkQueue(string name, TimeProvider time)
    {
        (_name, _time) = (name, time);
        _timer = time.CreateTimer(_ => MoveDue(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        QueueMetrics.Watch(this);
    }

    /// <summary>Keys ready for a worker.</summary>
    public int Depth
    {
        get
        {
            lock (_lock)
                return _ready.Count;
        }
    }

    /// <summary>Keys the queue knows of: ready, waiting or worked on.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _entries.Count;
        }
    }

    /// <summary>Deadlines that are kept.</summary>
    public int Deadlines
    {
        get
        {
            lock (_lock)
                return _dueMonotonic.Count + _dueWall.Count;
        }
    }

    /// <summary>Whose queue it is, in metrics.</summary>
    public string Name => _name;

    /// <summary>Asks for a key now.</summary>
    public void Add(ObjectKey key, QueuePriority priority, ActivityContext? cause = null)
    {
        lock (_lock)
        {
            if (_closed)
                return;
            RuntimeMetrics.QueueAdds.Add(1, RuntimeMetrics.Name(_name), RuntimeMetrics.Controller(_name));
            var entry = Entry(key, priority);
            entry.AddCause(cause);
            if (entry.Working)
                (entry.Dirty, entry.Priority) = (true, priority > entry.Priority ? priority : entry.Priority);
            else
                MakeReady(entry, priority);
        }
    }

    /// <summary>Asks for a key after a pause. An earlier deadline of the same key stays.</summary>
    public void AddAfter(ObjectKey key, TimeSpan delay)
    {
        if (delay <= TimeSpan.Zero)
        {
            Add(key, QueuePriority.Live);
            return;
        }

        lock (_lock)
        {
            if (_closed)
                return;
            var entry = Entry(key, QueuePriority.Live);
            if (entry.Ready || entry.Dirty)
                return;
            var due = _time.GetTimestamp() + QueueClock.Ticks(delay, _time);
            if (!(entry.DueTimestamp <= due))
                Wait(entry, due, entry.DueTime);
        }
    }

    /// <summary>The next key, highest priority and longest wait first. Null after <see cref="Close"/>.</summary>
    public async ValueTask<WorkItem?> TakeAsync(CancellationToken cancellationToken)
    {
        await _tokens.WaitAsync(cancellationToken);
        lock (_lock)
        {
            if (_closed || _ready.Min is not { } entry)
                return null;
            _ready.Remove(entry);
            RuntimeMetrics.QueueDepth.Add(-1, RuntimeMetrics.Name(_name), RuntimeMetrics.Controller(_name));
            (entry.Ready, entry.Working, entry.WorkingSince) = (false, true, _time.GetTimestamp());
            var waited = _time.GetElapsedTime(entry.ReadySince);
            RuntimeMetrics.QueueDuration.Record(waited.TotalSeconds, RuntimeMetrics.Name(_name), RuntimeMetrics.Controller(_name));
            return new(entry.Key, entry.Priority, entry.Failures, waited, entry.TakeCauses());
        }
    }

    /// <summary>Gives a key back. What was asked for meanwhile wins over a pause.</summary>
    public void Done(WorkItem item, WorkVerdict verdict)
    {
        lock (_lock)
        {
            var entry = _entries[item.Key];
            entry.Working = false;
            entry.Failures = verdict is WorkVerdict.Retry ? entry.Failures + 1 : 0;
            if (verdict is WorkVerdict.Retry)
                RuntimeMetrics.QueueRetries.Add(1, RuntimeMetrics.Name(_name), RuntimeMetrics.Controller(_name));
            else
                entry.Priority = entry.Dirty ? entry.Priority : QueuePriority.Live;
            if (_closed)
                return;
            if (entry.Dirty)
                MakeReady(entry, entry.Priority);
            else
                Schedule(entry, verdict);
        }
    }

    /// <summary>No worker gets anything any more.</summary>
    public void Close()
    {
        lock (_lock)
        {
            if (_closed)
                return;
            _closed = true;
            RuntimeMetrics.QueueDepth.Add(-_ready.Count, RuntimeMetrics.Name(_name), RuntimeMetrics.Controller(_name));
            _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        _tokens.Release(1 << 16);
    }

    public void Dispose()
    {
        Close();
        QueueMetrics.Unwatch(this);
        _timer.Dispose();
    }

    /// <summary>How long workers have had the keys that they have: all together, and the longest.</summary>
    internal (TimeSpan Sum, TimeSpan Longest) Unfinished()
    {
        lock (_lock)
        {
            var (sum, longest) = (TimeSpan.Zero, TimeSpan.Zero);
            foreach (var entry in _entries.Values.Where(entry => entry.Working))
            {
                var age = _time.GetElapsedTime(entry.WorkingSince);
                (sum, longest) = (sum + age, age > longest ? age : longest);
            }

            return (sum, longest);
        }
    }

    private QueueEntry Entry(ObjectKey key, QueuePriority priority)
    {
        if (!_entries.TryGetValue(key, out var entry))
            _entries.Add(key, entry = new(key) { Priority = priority });
        return entry;
    }

    private void MakeReady(QueueEntry entry, QueuePriority priority)
    {
        Unschedule(entry);
        entry.Dirty = false;
        if (entry.Ready)
        {
            if (priority <= entry.Priority)
                return;
            _ready.Remove(entry);
            entry.Priority = priority;
            _ready.Add(entry);
            return;
        }

        entry.Priority = priority > entry.Priority ? priority : entry.Priority;
        entry.Ready = true;
        entry.Sequence = _sequence++;
        entry.ReadySince = _time.GetTimestamp();
        _ready.Add(entry);
        RuntimeMetrics.QueueDepth.Add(1, RuntimeMetrics.Name(_name), RuntimeMetrics.Controller(_name));
        _tokens.Release();
    }

    private void Schedule(QueueEntry entry, WorkVerdict verdict)
    {
        var asked = entry.DueTimestamp;
        switch (verdict)
        {
            case WorkVerdict.After { Delay: var delay }:
                Wait(entry, Earlier(asked, delay), null);
                break;
            case WorkVerdict.At { Time: var time }:
                Wait(entry, asked, time);
                break;
            case WorkVerdict.Retry { AtLeast: var least }:
                var pause = RetryPause.After(entry.Failures);
                Wait(entry, Earlier(asked, pause > least ? pause : least), null);
                break;
            default:
                if (asked is null)
                    _entries.Remove(entry.Key);
                else
                    Wait(entry, asked, null);
                break;
        }
    }

    private long Earlier(long? asked, TimeSpan delay)
    {
        var due = _time.GetTimestamp() + QueueClock.Ticks(delay, _time);
        return asked < due ? asked.Value : due;
    }

    private void Wait(QueueEntry entry, long? timestamp, DateTimeOffset? time)
    {
        Unschedule(entry);
        (entry.DueTimestamp, entry.DueTime) = (timestamp, time);
        if (entry.Working)
            return;
        if (timestamp <= _time.GetTimestamp() || time <= _time.GetUtcNow())
        {
            MakeReady(entry, entry.Priority);
            return;
        }

        entry.Sequence = _sequence++;
        if (timestamp is not null)
            _dueMonotonic.Add(entry);
        if (time is not null)
            _dueWall.Add(entry);
        Arm();
    }

    private void Unschedule(QueueEntry entry)
    {
        if (entry.DueTimestamp is not null)
            _dueMonotonic.Remove(entry);
        if (entry.DueTime is not null)
            _dueWall.Remove(entry);
        (entry.DueTimestamp, entry.DueTime) = (null, null);
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
                MakeReady(first, first.Priority);
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
