using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;

namespace SegmentOperator.DevCluster.Storage;

/// <summary>
/// The store: one immutable sorted map per key, and the last changes of each key with the map they led to. Writers take
/// one lock; readers take none.
/// </summary>
internal sealed class MemoryStore(int history, TimeProvider time) : IStore
{
    private static readonly ImmutableSortedDictionary<(string Namespace, string Name), StoredObject> Empty =
        ImmutableSortedDictionary.Create<(string, string), StoredObject>(KeyOrder.Instance);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Shelf> _shelves = [];
    private long _revision;
    private long _beginning;
    private int _restarts;

    public long Revision => Interlocked.Read(ref _revision);

    public long LastChange(string key)
    {
        lock (_lock)
            return ShelfOf(key).Last;
    }

    public StoredObject? Get(string key, string ns, string name) =>
        ShelfOf(key).Objects.GetValueOrDefault((ns, name));

    public StoreSnapshot? List(string key, string? ns, long? atRevision = null)
    {
        lock (_lock)
        {
            var shelf = ShelfOf(key);
            var objects = shelf.Objects;
            if (atRevision is { } at && at < _revision)
            {
                if (at < Math.Max(shelf.Forgotten, _beginning))
                    return null;
                objects = shelf.At(at);
            }
            return new StoreSnapshot(atRevision ?? _revision, shelf.Slice(objects, ns));
        }
    }

    public StoredObject? Create(string key, string ns, string name, JsonObject value)
    {
        lock (_lock)
        {
            var shelf = ShelfOf(key);
            return shelf.Objects.ContainsKey((ns, name)) ? null : Write(shelf, StoreEventType.Added, ns, name, value, null);
        }
    }

    public StoredObject? Update(string key, string ns, string name, long expectedRevision, JsonObject value)
    {
        lock (_lock)
        {
            var shelf = ShelfOf(key);
            return shelf.Objects.TryGetValue((ns, name), out var old) && old.Revision == expectedRevision
                ? Write(shelf, StoreEventType.Modified, ns, name, value, old)
                : null;
        }
    }

    public StoredObject? Delete(string key, string ns, string name, long expectedRevision)
    {
        lock (_lock)
        {
            var shelf = ShelfOf(key);
            return shelf.Objects.TryGetValue((ns, name), out var old) && old.Revision == expectedRevision
                ? Write(shelf, StoreEventType.Deleted, ns, name, old.Value.Clone(), old)
                : null;
        }
    }

    public async IAsyncEnumerable<StoreEvent> WatchAsync(
        string key, long afterRevision, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var (shelf, restarts) = (ShelfOf(key), Volatile.Read(ref _restarts));
        var ends = shelf.Ends;
        while (!cancellation.IsCancellationRequested)
        {
            StoreEvent[] events;
            Task changed;
            bool ended;
            lock (_lock)
            {
                ended = ends != shelf.Ends;
                var forgotten = Math.Max(shelf.Forgotten, _beginning);
                if (restarts != _restarts || (!ended && afterRevision < forgotten))
                    throw new RevisionGoneException(afterRevision, forgotten);
                events = ended ? [.. shelf.LastWords.Where(e => e.Revision > afterRevision)] : shelf.After(afterRevision);
                changed = shelf.Changed.Task;
                // Who has seen everything is not concerned when it is forgotten.
                if (events.Length == 0)
                    afterRevision = Math.Max(afterRevision, shelf.Last);
            }
            foreach (var e in events)
            {
                yield return e;
                afterRevision = e.Revision;
            }
            if (ended)
                yield break;
            if (events.Length == 0)
                await changed.WaitAsync(cancellation);
        }
    }

    public void Follow(string key, Action<StoreEvent> follower)
    {
        lock (_lock)
        {
            var shelf = ShelfOf(key);
            foreach (var stored in shelf.Objects.Values)
                follower(new StoreEvent(StoreEventType.Added, stored, null));
            shelf.Follower += follower;
        }
    }

    public void ForgetBeginning()
    {
        lock (_lock)
            _beginning = _revision;
    }

    public void Compact(DateTimeOffset before)
    {
        lock (_lock)
        {
            foreach (var shelf in _shelves.Values)
                shelf.Forget(before);
        }
    }

    public void EndWatches(string key, bool forget)
    {
        lock (_lock)
        {
            var shelf = ShelfOf(key);
            shelf.LastWords = shelf.After(0);
            if (forget)
                shelf.Forget(DateTimeOffset.MaxValue);
            shelf.Ends++;
            shelf.Signal();
        }
    }

    public void RestartRevisions()
    {
        lock (_lock)
        {
            var kept = _shelves.Values.SelectMany(shelf => shelf.Objects.Values.Select(o => (Shelf: shelf, Object: o)))
                .OrderBy(o => o.Object.Revision).ToList();
            _restarts++;
            foreach (var shelf in _shelves.Values)
                shelf.Clear();
            Interlocked.Exchange(ref _revision, 0);
            _beginning = 0;
            foreach (var (shelf, o) in kept)
                Write(shelf, StoreEventType.Added, o.Namespace, o.Name, o.Value.Clone(), null);
            foreach (var shelf in _shelves.Values)
                shelf.Forget(DateTimeOffset.MaxValue);
        }
    }

    private StoredObject Write(Shelf shelf, StoreEventType type, string ns, string name, JsonObject value, StoredObject? old)
    {
        var revision = _revision + 1;
        value.Meta()["resourceVersion"] = revision.ToString();
        var now = time.GetUtcNow();
        var stored = new StoredObject(ns, name, revision, value, now);
        shelf.Objects = type == StoreEventType.Deleted
            ? shelf.Objects.Remove((ns, name))
            : shelf.Objects.SetItem((ns, name), stored);
        var change = new StoreEvent(type, stored, old);
        shelf.Remember(change, now, history);
        shelf.Follower?.Invoke(change);
        Interlocked.Exchange(ref _revision, revision);
        shelf.Signal();
        return stored;
    }

    private Shelf ShelfOf(string key)
    {
        lock (_lock)
        {
            if (!_shelves.TryGetValue(key, out var shelf))
                _shelves.Add(key, shelf = new Shelf());
            return shelf;
        }
    }

    /// <summary>The objects of one key and its recent changes.</summary>
    private sealed class Shelf
    {
        private readonly List<Change> _history = [];

        private (ImmutableSortedDictionary<(string Namespace, string Name), StoredObject> Of, string? Namespace, StoredObject[] Objects) _sliced = (Empty, null, []);

        private ImmutableSortedDictionary<(string Namespace, string Name), StoredObject> _base = Empty;

        public volatile ImmutableSortedDictionary<(string Namespace, string Name), StoredObject> Objects = Empty;

        /// <summary>Who is told of each change.</summary>
        public Action<StoreEvent>? Follower { get; set; }

        public TaskCompletionSource Changed { get; private set; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>The latest revision.</summary>
        public long Last { get; private set; }

        /// <summary>How often all watches were ended.</summary>
        public int Ends { get; set; }

        /// <summary>What was known when all watches were ended: each tells the rest of it before it ends.</summary>
        public IReadOnlyList<StoreEvent> LastWords { get; set; } = [];

        /// <summary>Changes up to this revision are no longer known.</summary>
        public long Forgotten { get; private set; }

        public void Remember(StoreEvent e, DateTimeOffset at, int limit)
        {
            _history.Add(new Change(e, at, Objects));
            Last = e.Revision;
            // Half at a time, so that a write costs a constant on average.
            if (_history.Count > limit * 2)
                Forget(limit);
        }

        /// <summary>Wakes whoever waits for a change.</summary>
        public void Signal()
        {
            var changed = Changed;
            Changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            changed.SetResult();
        }

        public void Forget(DateTimeOffset before)
        {
            var kept = _history.FindIndex(c => c.At >= before);
            Forget(kept < 0 ? _history.Count : kept);
        }

        /// <summary>The objects of a namespace, or all, in order. The last slice is kept: a list is read page by page.</summary>
        public IReadOnlyList<StoredObject> Slice(ImmutableSortedDictionary<(string Namespace, string Name), StoredObject> objects, string? ns)
        {
            if (_sliced.Of != objects || _sliced.Namespace != ns)
                _sliced = (objects, ns, ns is null ? [.. objects.Values] : [.. objects.Values.Where(o => o.Namespace == ns)]);
            return _sliced.Objects;
        }

        /// <summary>Begins anew without an object.</summary>
        public void Clear()
        {
            _history.Clear();
            (_base, Objects, Last, Forgotten) = (Empty, Empty, 0, 0);
            Signal();
        }

        private void Forget(int count)
        {
            if (count == 0)
                return;
            (Forgotten, _base) = (_history[count - 1].Event.Revision, _history[count - 1].Objects);
            _history.RemoveRange(0, count);
            _history.Capacity = Math.Max(_history.Count, 16);
        }

        public StoreEvent[] After(long revision)
        {
            var first = FirstAfter(revision);
            return first == _history.Count ? [] : [.. _history[first..].Select(h => h.Event)];
        }

        public ImmutableSortedDictionary<(string, string), StoredObject> At(long revision)
        {
            var next = FirstAfter(revision);
            return next > 0 ? _history[next - 1].Objects : _base;
        }

        private int FirstAfter(long revision)
        {
            var (low, high) = (0, _history.Count);
            while (low < high)
            {
                var middle = (low + high) / 2;
                if (_history[middle].Event.Revision > revision)
                    high = middle;
                else
                    low = middle + 1;
            }
            return low;
        }
    }

    /// <summary>A change, when it happened and the objects that it led to.</summary>
    private readonly record struct Change(
        StoreEvent Event, DateTimeOffset At, ImmutableSortedDictionary<(string Namespace, string Name), StoredObject> Objects);

    /// <summary>The order of etcd's keys, which are <c>namespace/name</c>: by bytes, so that <c>a-b/x</c> comes before <c>a/x</c>.</summary>
    private sealed class KeyOrder : IComparer<(string Namespace, string Name)>
    {
        public static readonly KeyOrder Instance = new();

        public int Compare((string Namespace, string Name) x, (string Namespace, string Name) y)
        {
            var shared = x.Namespace.AsSpan().CommonPrefixLength(y.Namespace);
            var (left, right) = (At(x.Namespace, shared), At(y.Namespace, shared));
            return left != right ? left - right : string.CompareOrdinal(x.Name, y.Name);
        }

        private static char At(string ns, int index) => index < ns.Length ? ns[index] : '/';
    }
}
