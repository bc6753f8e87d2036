using System.Diagnostics;
using SegmentOperator.Kubernetes;

namespace SegmentOperator.Runtime;

/// <summary>
/// Keys to work on. A key has one entry, however often it is asked for; one worker at a time has it; one that waits holds no
/// worker; and none is ever lost: what is asked for while a worker has it comes again.
/// </summary>
internal sealed partial class WorkQueue : IDisposable
{
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

    /// <summary>
    /// Lets a key go first from a moment on, however many wait before it: the moment stands until a worker takes the key. An earlier
    /// moment of the same key stays.
    /// </summary>
    public void AddAt(ObjectKey key, DateTimeOffset time)
    {
        lock (_lock)
        {
            if (_closed)
                return;
            var entry = Entry(key, QueuePriority.Initial);
            if (entry.DueTime <= time)
                return;
            if (entry.Working)
                entry.DueTime = time;
            else
                SetMoment(entry, time);
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
            Unschedule(entry);
            RuntimeMetrics.QueueDepth.Add(-1, RuntimeMetrics.Name(_name), RuntimeMetrics.Controller(_name));
            (entry.Ready, entry.Working, entry.WorkingSince) = (false, true, _time.GetTimestamp());
            var waited = _time.GetElapsedTime(entry.ReadySince);
            RuntimeMetrics.QueueDuration.Record(waited.TotalSeconds, RuntimeMetrics.Name(_name), RuntimeMetrics.Controller(_name));
            var item = new WorkItem(entry.Key, entry.Priority, entry.Failures, waited, entry.TakeCauses());
            // What is asked for meanwhile has a priority of its own.
            entry.Priority = QueuePriority.Initial;
            return item;
        }
    }

    /// <summary>Gives a key back. What was asked for meanwhile wins over a pause.</summary>
    public void Done(WorkItem item, WorkVerdict verdict)
    {
        lock (_lock)
        {
            var entry = _entries[item.Key];
            var retry = verdict is WorkVerdict.Retry;
            entry.Failures = retry ? entry.Failures + 1 : 0;
            if (retry)
                RuntimeMetrics.QueueRetries.Add(1, RuntimeMetrics.Name(_name), RuntimeMetrics.Controller(_name));
            if (!entry.Dirty)
                entry.Priority = retry ? item.Priority : QueuePriority.Live;
            else if (retry && item.Priority > entry.Priority)
                entry.Priority = item.Priority;
            entry.Working = false;
            if (_closed)
                return;
            if (!entry.Dirty)
            {
                Schedule(entry, verdict);
                return;
            }

            // The moment stands, although the key is looked at before.
            var moment = Earlier(entry.DueTime, (verdict as WorkVerdict.At)?.Time);
            (entry.DueTimestamp, entry.DueTime) = (null, null);
            MakeReady(entry, entry.Priority);
            if (moment is { } time)
                SetMoment(entry, time);
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
}
