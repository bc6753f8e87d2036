using System.Text.Json.Nodes;

namespace SegmentOperator.DevCluster.Storage;

/// <summary>An object as stored. <see cref="Value"/> must never be changed: clone it first.</summary>
internal sealed record StoredObject(string Namespace, string Name, long Revision, JsonObject Value, DateTimeOffset WrittenAt = default);

/// <summary>What happened to an object.</summary>
internal enum StoreEventType
{
    Added,
    Modified,
    Deleted,
}

/// <summary>One change. On Deleted, <see cref="Object"/> is the last state carrying the deletion's revision.</summary>
internal sealed record StoreEvent(StoreEventType Type, StoredObject Object, StoredObject? Previous)
{
    public long Revision => Object.Revision;
}

/// <summary>All objects of one storage key as of one revision, in the order of <c>namespace/name</c> by bytes.</summary>
internal sealed record StoreSnapshot(long Revision, IReadOnlyList<StoredObject> Objects);

/// <summary>
/// Objects in memory, by storage key (<c>group/resource</c>, the same for all versions), namespace (empty when
/// cluster-scoped) and name. One revision counts up with every write. Safe for concurrent use; nothing blocks.
/// </summary>
internal interface IStore
{
    /// <summary>The revision of the latest write.</summary>
    long Revision { get; }

    /// <summary>The revision of the latest write of a key, 0 when there was none.</summary>
    long LastChange(string key);

    StoredObject? Get(string key, string ns, string name);

    /// <summary>The current objects, or those at an older revision; null when that is no longer remembered.</summary>
    StoreSnapshot? List(string key, string? ns, long? atRevision = null);

    /// <summary>Stores a new object (metadata.resourceVersion is filled in); null when the name is taken.</summary>
    StoredObject? Create(string key, string ns, string name, JsonObject value);

    /// <summary>Replaces the object if it still has that revision; null when it changed or is gone.</summary>
    StoredObject? Update(string key, string ns, string name, long expectedRevision, JsonObject value);

    /// <summary>Removes the object if it still has that revision; null when it changed or is gone.</summary>
    StoredObject? Delete(string key, string ns, string name, long expectedRevision);

    /// <summary>
    /// All changes of a key after a revision, each once and in order, until cancelled. Throws
    /// <see cref="RevisionGoneException"/> when that revision is no longer remembered.
    /// </summary>
    IAsyncEnumerable<StoreEvent> WatchAsync(string key, long afterRevision, CancellationToken cancellation);

    /// <summary>
    /// Tells of every change of a key as part of the write, one after the other, and first of all that is there: for an index, which must
    /// never lag behind. What exists may be told as added again. The follower must be quick and must not call the store.
    /// </summary>
    void Follow(string key, Action<StoreEvent> follower);

    /// <summary>Forgets every revision up to now, of kinds that are yet to come as well: a cluster is older than those who use it.</summary>
    void ForgetBeginning();

    /// <summary>Forgets all changes that are older, as etcd's compaction does; what exists stays.</summary>
    void Compact(DateTimeOffset before);

    /// <summary>Ends every watch of a key, as a server does that stops serving a kind, or begins to serve it otherwise.</summary>
    /// <param name="key">The key.</param>
    /// <param name="forget">Whether its changes so far are forgotten as well: who watches from an older revision is told so.</param>
    void EndWatches(string key, bool forget);

    /// <summary>
    /// Begins the revisions anew, as a server does that was restored elsewhere: every object stays, under a new and smaller revision, and
    /// no change is remembered. Ends every watch with <see cref="RevisionGoneException"/>.
    /// </summary>
    void RestartRevisions();
}

/// <summary>The requested revision is older than what the store remembers.</summary>
internal sealed class RevisionGoneException(long requested, long oldest)
    : Exception($"too old resource version: {requested} ({oldest})");
