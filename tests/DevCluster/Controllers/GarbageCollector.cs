using System.Text.Json.Nodes;
using System.Threading.Channels;
using SegmentOperator.DevCluster.Http;
using SegmentOperator.DevCluster.Resources;
using SegmentOperator.DevCluster.Storage;

namespace SegmentOperator.DevCluster.Controllers;

/// <summary>
/// Deletes what is owned only by what is gone, and carries out foreground and orphaning deletions. One loop decides; each
/// decision is made on the objects as they are now, never on what a watch told.
/// </summary>
internal sealed class GarbageCollector(ClusterContext cluster) : IClusterController
{
    public const string Foreground = "foregroundDeletion", Orphan = "orphan";
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(200);
    private readonly OwnershipGraph _graph = new();
    private readonly HashSet<string> _retry = [];

    public async Task RunAsync(CancellationToken cancellation)
    {
        var work = Channel.CreateUnbounded<Action>(new UnboundedChannelOptions { SingleReader = true });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var watches = WatchAllAsync(work.Writer, stop.Token);
        try
        {
            await foreach (var action in work.Reader.ReadAllAsync(cancellation))
                action();
        }
        finally
        {
            await stop.CancelAsync();
            await watches.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // Kinds come and go with their definitions; what could not be done is tried again with each tick.
    private async Task WatchAllAsync(ChannelWriter<Action> work, CancellationToken cancellation)
    {
        var watches = new Dictionary<string, (CancellationTokenSource Stop, Task Task)>();
        using var timer = new PeriodicTimer(Tick, cluster.Time);
        long? generation = null;
        try
        {
            do
            {
                work.TryWrite(Retry);
                if (generation == cluster.Resources.Generation)
                    continue;
                generation = cluster.Resources.Generation;
                var served = cluster.Resources.All.Where(IsCollectable).DistinctBy(r => r.StorageKey).ToDictionary(r => r.StorageKey);
                foreach (var (key, resource) in served.Where(s => !watches.ContainsKey(s.Key)))
                {
                    var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
                    watches[key] = (stop, WatchAsync(resource, work, stop.Token));
                }
                foreach (var key in watches.Keys.Where(k => !served.ContainsKey(k)).ToList())
                    await EndAsync(key);
            }
            while (await timer.WaitForNextTickAsync(cancellation));
        }
        finally
        {
            foreach (var key in watches.Keys.ToList())
                await EndAsync(key);
        }

        async Task EndAsync(string key)
        {
            watches.Remove(key, out var watch);
            await watch.Stop.CancelAsync();
            await watch.Task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            watch.Stop.Dispose();
        }
    }

    private static bool IsCollectable(ResourceInfo resource) =>
        resource.Resource != "events" && resource.Verbs.Contains("watch") && resource.Verbs.Contains("delete");

    private async Task WatchAsync(ResourceInfo resource, ChannelWriter<Action> work, CancellationToken cancellation)
    {
        await foreach (var change in cluster.Api.WatchAsync(resource, cancellation))
            work.TryWrite(() => Observe(resource, change));
    }

    private void Retry()
    {
        var again = _retry.ToList();
        _retry.Clear();
        again.ForEach(Visit);
    }

    private void Observe(ResourceInfo resource, StoreEvent change)
    {
        var value = change.Object.Value;
        if (change.Type == StoreEventType.Deleted)
        {
            var owners = _graph.Remove(value.Uid());
            foreach (var dependent in _graph.Dependents(value.Uid()))
                Visit(dependent.Uid);
            VisitWaiting(owners);
            return;
        }
        VisitWaiting(_graph.Set(OwnedObject.Of(resource, value)));
        if (value.Objects("metadata", "ownerReferences").Any() || value.IsDeleting())
            Visit(value.Uid());
    }

    private void VisitWaiting(IEnumerable<string> owners)
    {
        foreach (var owner in owners.Where(o => _graph.Find(o)?.InForeground == true))
            Visit(owner);
    }

    private void Visit(string uid)
    {
        if (_graph.Find(uid) is not { } item)
            return;
        try
        {
            var value = cluster.Api.Get(item.Resource, item.Namespace, item.Name);
            if (value is null || value.Uid() != uid)
                return;
            if (!value.IsDeleting())
                CheckOwners(item, value);
            else if (value.Texts("metadata", "finalizers").Contains(Orphan))
                LetDependentsGo(item);
            else if (value.Texts("metadata", "finalizers").Contains(Foreground))
                DeleteDependents(item);
        }
        catch (ApiException exception)
        {
            if (exception.Code is not (404 or 409))
                cluster.Log($"garbage collection of {item.Resource.QualifiedName} {item.Namespace}/{item.Name}: {exception.Message}");
            _retry.Add(uid);
        }
    }

    private void CheckOwners(OwnedObject item, JsonObject value)
    {
        var (solid, waiting, absent) = (0, new HashSet<string>(), new HashSet<string>());
        foreach (var reference in value.Objects("metadata", "ownerReferences"))
        {
            var kind = cluster.Resources.FindKind(reference.Text("apiVersion") ?? "", reference.Text("kind") ?? "");
            if (kind is null)
            {
                // Nobody can tell whether an object of an unknown kind exists.
                _retry.Add(item.Uid);
                return;
            }
            if (kind.Namespaced && !item.Resource.Namespaced)
                return;
            var uid = reference.Text("uid") ?? "";
            var owner = cluster.Api.Get(kind, kind.Namespaced ? item.Namespace : "", reference.Text("name") ?? "");
            if (owner is null || owner.Uid() != uid)
                absent.Add(uid);
            else if (owner.IsDeleting() && owner.Texts("metadata", "finalizers").Contains(Foreground))
                waiting.Add(uid);
            else
                solid++;
        }
        if (waiting.Count + absent.Count == 0)
            return;
        if (solid > 0)
            RemoveOwners(item, [.. waiting, .. absent]);
        else if (waiting.Count > 0 && _graph.Dependents(item.Uid).Count > 0)
            Delete(item, "Foreground");
        else
            Delete(item, value.Texts("metadata", "finalizers").Contains(Orphan) ? "Orphan" : "Background");
    }

    private void Delete(OwnedObject item, string policy) =>
        cluster.Api.Delete(item.Resource, item.Namespace, item.Name, item.Uid, propagationPolicy: policy);

    // A watch may lag behind; before a finalizer goes, everything is looked at once more.
    private List<OwnedObject> LiveDependents(OwnedObject owner, bool onlyBlocking) =>
    [
        .. cluster.Resources.All.Where(IsCollectable).DistinctBy(r => r.StorageKey)
            .Where(r => r.Namespaced || !owner.Resource.Namespaced)
            .SelectMany(r => cluster.Api.List(r, owner.Resource.Namespaced ? owner.Namespace : null)
                .Where(v => v.Objects("metadata", "ownerReferences").Any(o =>
                    o.Text("uid") == owner.Uid && (!onlyBlocking || o.Flag("blockOwnerDeletion"))))
                .Select(v => OwnedObject.Of(r, v))),
    ];

    private void DeleteDependents(OwnedObject owner)
    {
        var blocking = LiveDependents(owner, onlyBlocking: true);
        if (blocking.Count == 0)
            RemoveFinalizer(owner, Foreground);
        foreach (var dependent in blocking.Where(d => !d.InForeground))
        {
            _graph.Set(dependent);
            Visit(dependent.Uid);
        }
    }

    private void LetDependentsGo(OwnedObject owner)
    {
        foreach (var dependent in LiveDependents(owner, onlyBlocking: false))
            RemoveOwners(dependent, [owner.Uid]);
        RemoveFinalizer(owner, Orphan);
    }

    private void RemoveOwners(OwnedObject item, HashSet<string> owners) => Modify(item, value =>
        Keep(value.Meta(), "ownerReferences", value.Objects("metadata", "ownerReferences").Where(o => !owners.Contains(o.Text("uid") ?? ""))));

    private void RemoveFinalizer(OwnedObject item, string finalizer) => Modify(item, value =>
        Keep(value.Meta(), "finalizers", value.Texts("metadata", "finalizers").Where(f => f != finalizer).Select(f => (JsonNode)f)));

    private static void Keep(JsonObject parent, string name, IEnumerable<JsonNode> entries)
    {
        var kept = new JsonArray([.. entries.Select(e => e.DeepClone())]);
        parent.Remove(name);
        if (kept.Count > 0)
            parent[name] = kept;
    }

    private void Modify(OwnedObject item, Action<JsonObject> change) =>
        cluster.Api.Modify(item.Resource, item.Namespace, item.Name, value =>
        {
            if (value.Uid() != item.Uid)
                return false;
            change(value);
            return true;
        });
}
