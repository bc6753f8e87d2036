using System.Diagnostics;
using Microsoft.Extensions.Logging;
using SegmentOperator.Kubernetes;

namespace SegmentOperator.Runtime;

/// <summary>
/// A <see cref="Store{T}"/> for many threads. Handlers are called outside the lock, so that one that reads another cache cannot
/// dead-lock with one that reads this.
/// </summary>
internal sealed partial class InformerCache<T> : ICache<T>, IObservingCache, ISyncedCache, IReadinessCheck
    where T : class, IKubernetesObject<T>
{
    private readonly Lock _lock = new();
    private readonly Store<T> _store;
    private readonly ILogger _logger;
    private readonly Queue<(CacheChange<T> Change, ActivityContext Writer)> _news = new();
    private readonly TaskCompletionSource _synced = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Action<CacheChange<T>>[] _handlers = [];
    private bool _telling;

    public InformerCache(CacheOptions<T> options, ILogger<InformerCache<T>> logger)
    {
        Options = options;
        _store = new(options);
        _logger = logger;
    }

    public CacheOptions<T> Options { get; }

    public Type Holds => typeof(T);

    public bool IsSynced => _synced.Task.IsCompleted;

    public string Name => $"cache/{T.ResourceType.GroupResource}";

    public string? NotReadyBecause => IsSynced ? null : "has not been listed yet";

    public int Count
    {
        get
        {
            lock (_lock)
                return _store.Count;
        }
    }

    public void Subscribe(Action<CacheChange<T>> handler)
    {
        lock (_lock)
            _handlers = [.. _handlers, handler];
    }

    public T? Get(ObjectKey key)
    {
        lock (_lock)
            return _store.Get(key);
    }

    public IReadOnlyList<T> List()
    {
        lock (_lock)
            return _store.List();
    }

    public IReadOnlyList<T> ByIndex(string indexName, string value)
    {
        lock (_lock)
            return _store.ByIndex(indexName, value);
    }

    public Task WaitForSyncAsync(CancellationToken cancellationToken) => _synced.Task.WaitAsync(cancellationToken);

    public void ObserveWrite(T written) => Change(store => store.Observe(written));

    public void ObserveDeletion(T deleted) => Change(store => store.Forget(deleted));

    public void Apply(WatchEventType type, T value) => Change(store => store.Apply(type, value));

    public void Replace(IReadOnlyList<T> objects, string? version, bool reset)
    {
        lock (_lock)
        {
            foreach (var change in _store.Replace(objects, version, reset, initial: !IsSynced))
                _news.Enqueue((change, default));
        }

        Tell();
        _synced.TrySetResult();
    }

    void IObservingCache.ObserveWrite(IKubernetesObject written)
    {
        if (written is T own)
            ObserveWrite(own.DeepCopy());
    }

    private void Change(Func<Store<T>, CacheChange<T>?> act)
    {
        lock (_lock)
        {
            if (act(_store) is not { } change)
                return;
            _news.Enqueue((change, Activity.Current?.Context ?? default));
        }

        Tell();
    }

    /// <summary>Whoever finds nobody telling tells everything there is, so that order holds and no two tell at once.</summary>
    private void Tell()
    {
        lock (_lock)
        {
            if (_telling)
                return;
            _telling = true;
        }

        while (true)
        {
            (CacheChange<T> Change, ActivityContext Writer) news;
            Action<CacheChange<T>>[] handlers;
            lock (_lock)
            {
                if (!_news.TryDequeue(out news))
                {
                    _telling = false;
                    return;
                }

                handlers = _handlers;
            }

            using var activity = ChangeActivity.Start(news.Change, news.Writer);
            foreach (var handler in handlers)
                Call(handler, news.Change);
        }
    }

    private void Call(Action<CacheChange<T>> handler, CacheChange<T> change)
    {
        try
        {
            handler(change);
        }
        catch (Exception error)
        {
            LogHandlerFailed(error, T.ResourceType.Kind, change.Key);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A handler of changes of {Kind} failed for {Key}")]
    private partial void LogHandlerFailed(Exception error, string kind, ObjectKey key);
}
