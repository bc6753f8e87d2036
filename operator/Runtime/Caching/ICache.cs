using SegmentOperator.Kubernetes;

namespace SegmentOperator.Runtime;

/// <summary>
/// The objects of one kind as the server last showed them, own writes included. What it returns is shared: never change it
/// (copy with <see cref="KubernetesClones.DeepCopy"/>). managedFields are not kept.
/// </summary>
/// <typeparam name="T">The kind.</typeparam>
public interface ICache<T>
    where T : class, IKubernetesObject<T>
{
    /// <summary>Whether the first list has been taken in.</summary>
    bool IsSynced { get; }

    /// <summary>How many objects there are.</summary>
    int Count { get; }

    /// <summary>The object, or null.</summary>
    T? Get(ObjectKey key);

    /// <summary>All objects, in no order.</summary>
    IReadOnlyList<T> List();

    /// <summary>The objects that a named index files under <paramref name="value"/>.</summary>
    /// <exception cref="ArgumentException">There is no index of that name.</exception>
    IReadOnlyList<T> ByIndex(string indexName, string value);

    /// <summary>
    /// Calls <paramref name="handler"/> for each change from now on, in order and one at a time, after the cache shows it. The
    /// handler returns quickly and does not throw.
    /// </summary>
    void Subscribe(Action<CacheChange<T>> handler);

    /// <summary>Waits for the first list.</summary>
    Task WaitForSyncAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Takes in the answer to one's own write, so that the next read sees it although the watch has not brought it yet. An
    /// answer older than what the cache holds is ignored.
    /// </summary>
    void ObserveWrite(T written);

    /// <summary>Takes in that one's own deletion removed the object at once; ignored if the name has been reused since.</summary>
    void ObserveDeletion(T deleted);
}
