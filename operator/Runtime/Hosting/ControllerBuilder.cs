using SegmentOperator.Kubernetes;

namespace SegmentOperator.Runtime;

/// <summary>Says what a controller listens to and how it runs.</summary>
/// <typeparam name="T">The controller's kind.</typeparam>
public sealed class ControllerBuilder<T>
    where T : class, IKubernetesObject<T>
{
    private readonly CacheRegistry _caches;

    internal ControllerBuilder(CacheRegistry caches)
    {
        _caches = caches;
        _caches.Options<T>();
    }

    internal string ControllerName { get; private set; } = T.ResourceType.Kind.ToLowerInvariant();

    internal int WorkerCount { get; private set; } = 1;

    internal TimeSpan? ReconcileTimeout { get; private set; }

    internal Func<CacheChange<T>, bool>? Filter { get; private set; }

    internal Func<T, DateTimeOffset?>? Moment { get; private set; }

    internal List<Func<IServiceProvider, ControllerSource>> Sources { get; } = [];

    /// <summary>The controller's name in metrics, logs and spans; the kind in lower case unless set.</summary>
    public ControllerBuilder<T> Named(string name)
    {
        ControllerName = name;
        return this;
    }

    /// <summary>How many keys are worked on at a time.</summary>
    public ControllerBuilder<T> Workers(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        WorkerCount = count;
        return this;
    }

    /// <summary>How long one reconcile may take.</summary>
    public ControllerBuilder<T> Timeout(TimeSpan timeout)
    {
        ReconcileTimeout = timeout;
        return this;
    }

    /// <summary>Narrows, and indexes, the cache of the controller's own kind.</summary>
    public ControllerBuilder<T> Cache(Action<CacheOptions<T>> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        configure(_caches.Options<T>());
        return this;
    }

    /// <summary>Files each object of the controller's kind under the values that <paramref name="values"/> yields.</summary>
    public ControllerBuilder<T> Index(string name, Func<T, IEnumerable<string>> values) => Cache(cache => cache.Index(name, values));

    /// <summary>Reconciles only for changes that pass; deletions always do.</summary>
    public ControllerBuilder<T> When(Func<CacheChange<T>, bool> filter)
    {
        Filter = filter;
        return this;
    }

    /// <summary>
    /// Reconciles an object first of all once <paramref name="moment"/> has come: before everything that waits, from the first list on.
    /// Null: there is no such moment.
    /// </summary>
    public ControllerBuilder<T> FirstAt(Func<T, DateTimeOffset?> moment)
    {
        Moment = moment;
        return this;
    }

    /// <summary>Reconciles the object that owns a changed <typeparamref name="TOther"/> (its controller reference).</summary>
    public ControllerBuilder<T> Owns<TOther>()
        where TOther : class, IKubernetesObject<TOther> =>
        Watches<TOther>(other => OwnerKeys(other));

    /// <summary>Reconciles what <paramref name="map"/> names whenever a <typeparamref name="TOther"/> changes or goes.</summary>
    /// <param name="map">The keys that an object concerns.</param>
    /// <param name="when">The changes that matter; null: all.</param>
    /// <param name="settle">How long to wait for more changes, which then make one reconcile.</param>
    public ControllerBuilder<T> Watches<TOther>(Func<TOther, IEnumerable<ObjectKey>> map, Func<CacheChange<TOther>, bool>? when = null, TimeSpan settle = default)
        where TOther : class, IKubernetesObject<TOther> =>
        Watches<TOther>(_ => map, when, settle);

    /// <summary>The same, for a mapping that needs other services, for example an index of a cache.</summary>
    public ControllerBuilder<T> Watches<TOther>(Func<IServiceProvider, Func<TOther, IEnumerable<ObjectKey>>> map, Func<CacheChange<TOther>, bool>? when = null, TimeSpan settle = default)
        where TOther : class, IKubernetesObject<TOther>
    {
        _caches.Options<TOther>();
        Sources.Add(services => ControllerSource.Of(services, map(services), when, settle));
        return this;
    }

    private static IEnumerable<ObjectKey> OwnerKeys(IKubernetesObject other)
    {
        var owner = other.Metadata.OwnerReferences?.FirstOrDefault(reference => reference.Controller is true);
        var type = T.ResourceType;
        if (owner is not null && owner.Kind == type.Kind && owner.ApiVersion == type.ApiVersion)
            yield return new(type.Namespaced ? other.Metadata.Namespace ?? "" : "", owner.Name);
    }
}
