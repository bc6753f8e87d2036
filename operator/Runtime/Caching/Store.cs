using SegmentOperator.Kubernetes;

namespace SegmentOperator.Runtime;

/// <summary>
/// The objects of a cache. Each moves forward only: what is older than what is held is ignored, whether it comes by list, watch
/// or as the answer to one's own write. Not safe for several threads.
/// </summary>
internal sealed class Store<T>(CacheOptions<T> options)
    where T : class, IKubernetesObject<T>
{
    private readonly Dictionary<ObjectKey, T> _objects = [];
    private readonly Dictionary<string, Dictionary<string, HashSet<ObjectKey>>> _indexes =
        options.Indexes.Keys.ToDictionary(name => name, _ => new Dictionary<string, HashSet<ObjectKey>>(StringComparer.Ordinal));

    private readonly Selector? _selector = options.LabelSelector is { } text ? Selector.Parse(text) : null;
    private ulong? _seen;
    private T[]? _list;

    public int Count => _objects.Count;

    public T? Get(ObjectKey key) => _objects.GetValueOrDefault(key);

    public IReadOnlyList<T> List() => _list ??= [.. _objects.Values];

    public IReadOnlyList<T> ByIndex(string name, string value)
    {
        if (!_indexes.TryGetValue(name, out var index))
            throw new ArgumentException($"The cache of {T.ResourceType.Kind} has no index '{name}'.", nameof(name));
        return index.TryGetValue(value, out var keys) ? [.. keys.Select(key => _objects[key])] : [];
    }

    /// <summary>
    /// Takes a whole list in. What it lacks is gone, unless one's own write put it there after the list was made.
    /// </summary>
    /// <param name="objects">The list.</param>
    /// <param name="version">Its version.</param>
    /// <param name="reset">The server began to count anew: versions held before mean nothing.</param>
    /// <param name="initial">It is the first.</param>
    public List<CacheChange<T>> Replace(IReadOnlyList<T> objects, string? version, bool reset, bool initial)
    {
        var changes = new List<CacheChange<T>>();
        var listedAt = ResourceVersions.Parse(version);
        var listed = new HashSet<ObjectKey>(objects.Count);
        foreach (var value in objects)
        {
            options.Transform?.Invoke(value);
            var key = ObjectKey.Of(value);
            listed.Add(key);
            if (reset || IsNews(key, value))
                Put(key, value, initial, changes);
        }

        foreach (var (key, held) in _objects.Where(pair => !listed.Contains(pair.Key)).ToList())
        {
            if (reset || !(ResourceVersions.Parse(held.Metadata.ResourceVersion) > listedAt))
                Take(key, changes);
        }

        _seen = reset ? listedAt : Max(_seen, listedAt);
        return changes;
    }

    /// <summary>Takes one watch event in.</summary>
    public CacheChange<T>? Apply(WatchEventType type, T value)
    {
        var changes = new List<CacheChange<T>>(1);
        var key = ObjectKey.Of(value);
        var version = ResourceVersions.Parse(value.Metadata.ResourceVersion);
        _seen = Max(_seen, version);
        if (type == WatchEventType.Deleted)
        {
            if (_objects.TryGetValue(key, out var held) && !(ResourceVersions.Parse(held.Metadata.ResourceVersion) > version))
                Take(key, changes);
        }
        else if (type != WatchEventType.Bookmark && IsNews(key, value))
        {
            options.Transform?.Invoke(value);
            Put(key, value, initial: false, changes);
        }

        return changes.Count > 0 ? changes[0] : null;
    }

    /// <summary>Takes the answer to one's own write in.</summary>
    public CacheChange<T>? Observe(T written)
    {
        var key = ObjectKey.Of(written);
        var version = ResourceVersions.Parse(written.Metadata.ResourceVersion);
        var held = _objects.GetValueOrDefault(key);
        if (version is null || (held is null ? version <= _seen : !IsNews(key, written)))
            return null;
        var changes = new List<CacheChange<T>>(1);
        if (Belongs(written))
        {
            options.Transform?.Invoke(written);
            Put(key, written, initial: false, changes);
        }
        else
        {
            Take(key, changes);
        }

        return changes.Count > 0 ? changes[0] : null;
    }

    /// <summary>Takes in that the server removed this very object.</summary>
    public CacheChange<T>? Forget(T deleted)
    {
        var changes = new List<CacheChange<T>>(1);
        var key = ObjectKey.Of(deleted);
        if (_objects.TryGetValue(key, out var held) && held.Metadata.Uid == deleted.Metadata.Uid)
            Take(key, changes);
        return changes.Count > 0 ? changes[0] : null;
    }

    private static ulong? Max(ulong? first, ulong? second) => first is { } a && second is { } b ? Math.Max(a, b) : first ?? second;

    private bool Belongs(T value) =>
        (options.Namespace is null || options.Namespace == value.Metadata.Namespace)
        && (_selector is null || _selector.Matches(value.Metadata.Labels));

    private bool IsNews(ObjectKey key, T value)
    {
        if (!_objects.TryGetValue(key, out var held))
            return true;
        var (before, now) = (held.Metadata.ResourceVersion, value.Metadata.ResourceVersion);
        return before != now && !ResourceVersions.IsOlder(now, before);
    }

    private void Put(ObjectKey key, T value, bool initial, List<CacheChange<T>> changes)
    {
        var before = _objects.GetValueOrDefault(key);
        if (before is not null)
            Unfile(key, before);
        _objects[key] = value;
        File(key, value);
        _list = null;
        changes.Add(new(key, before, value, initial));
    }

    private void Take(ObjectKey key, List<CacheChange<T>> changes)
    {
        if (!_objects.Remove(key, out var before))
            return;
        Unfile(key, before);
        _list = null;
        changes.Add(new(key, before, null, Initial: false));
    }

    private void File(ObjectKey key, T value)
    {
        foreach (var (name, values) in options.Indexes)
        {
            foreach (var at in values(value))
            {
                if (!_indexes[name].TryGetValue(at, out var keys))
                    _indexes[name][at] = keys = [];
                keys.Add(key);
            }
        }
    }

    private void Unfile(ObjectKey key, T value)
    {
        foreach (var (name, values) in options.Indexes)
        {
            foreach (var at in values(value))
            {
                if (_indexes[name].TryGetValue(at, out var keys) && keys.Remove(key) && keys.Count == 0)
                    _indexes[name].Remove(at);
            }
        }
    }
}
