using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;

namespace SegmentOperator.DevCluster.Storage;

/// <summary>
/// The store: one immutable sorted map per key, and the last changes of each key with the map they led to. Writers take
/// one lock; readers take none.
/// </summary>
internal sealed class MemoryStore(int history) : IStore
{
    private static readonly ImmutableSortedDictionary<(string Namespace, string Name), StoredObject> Empty =
        ImmutableSortedDictionary.Create<(string, string), StoredObject>(KeyOrder.Instance);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Shelf> _shelves = [];
    private long _revision;

    public long Revision => Interlocked.Read(ref _revision);

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
                if (at < shelf.Forgotten)
                    return null;
                objects = shelf.At(at);
            }
            return new StoreSnapshot(atRevision ?? _revision, Slice(objects, ns));
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
        var shelf = ShelfOf(key);
        while (!cancellation.IsCancellationRequested)
        {
            StoreEvent[] events;
            Task changed;
            lock (_lock)
            {
                if (afterRevision < shelf.Forgotten)
                    throw new RevisionGoneException(afterRevision, shelf.Forgotten);
                events = shelf.After(afterRevision);
                changed = shelf.Changed.Task;
            }
            foreach (var e in events)
            {
                yield return e;
                afterRevision = e.Revision;
            }
            if (events.Length == 0)
                await changed.WaitAsync(cancellation);
        }
    }

    private StoredObject Write(Shelf shelf, StoreEventType type, string ns, string name, JsonObject value, StoredObject? old)
    {
        var revision = _revision + 1;
        value.Meta()["resourceVersion"] = revision.ToString();
        var stored = new StoredObject(ns, name, revision, value);
        shelf.Objects = type == StoreEventType.Deleted
            ? shelf.Objects.Remove((ns, name))
            : shelf.Objects.SetItem((ns, name), stored);
        shelf.Remember(new StoreEvent(type, stored, old), history);
        Interlocked.Exchange(ref _revision, revision);
        var changed = shelf.Changed;
        shelf.Changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        changed.SetResult();
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

    private static IReadOnlyCollection<StoredObject> Slice(ImmutableSortedDictionary<(string, string), StoredObject> objects, string? ns) =>
        ns is null ? [.. objects.Values] : [.. objects.Values.Where(o => o.Namespace == ns)];

    /// <summary>The objects of one key and its recent changes.</summary>
    private sealed class Shelf
    {
        private readonly List<(StoreEvent Event, ImmutableSortedDictionary<(string, string), StoredObject> Objects)> _history = [];

        private ImmutableSortedDictionary<(string Namespace, string Name), StoredObject> _base = Empty;

        public volatile ImmutableSortedDictionary<(string Namespace, string Name), StoredObject> Objects = Empty;

        public TaskCompletionSource Changed { get; set; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Changes up to this revision are no longer known.</summary>
        public long Forgotten { get; private set; }

        public void Remember(StoreEvent e, int limit)
        {
            _history.Add((e, Objects));
            // Half at a time, so that a write costs a constant on average.
            if (_history.Count <= limit * 2)
                return;
            (Forgotten, _base) = (_history[limit - 1].Event.Revision, _history[limit - 1].Objects);
            _history.RemoveRange(0, limit);
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

    /// <summary>The order of etcd's keys: by bytes, the namespace first.</summary>
    private sealed class KeyOrder : IComparer<(string Namespace, string Name)>
    {
        public static readonly KeyOrder Instance = new();

        public int Compare((string Namespace, string Name) x, (string Namespace, string Name) y) =>
            string.CompareOrdinal(x.Namespace, y.Namespace) is var order && order != 0 ? order : string.CompareOrdinal(x.Name, y.Name);
    }
}
