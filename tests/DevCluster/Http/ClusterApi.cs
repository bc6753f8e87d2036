using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using SegmentOperator.DevCluster.Resources;
using SegmentOperator.DevCluster.Security;
using SegmentOperator.DevCluster.Storage;

namespace SegmentOperator.DevCluster.Http;

/// <summary>The API for what runs in this process.</summary>
internal sealed class ClusterApi(ClusterContext cluster, ObjectEngine engine) : IClusterApi
{
    private const string Manager = "kube-controller-manager";

    public ResourceInfo Resource(string qualifiedName)
    {
        var dot = qualifiedName.IndexOf('.');
        var (resource, group) = dot < 0 ? (qualifiedName, "") : (qualifiedName[..dot], qualifiedName[(dot + 1)..]);
        return cluster.Resources.Find(group, resource) ?? throw new ArgumentException($"There is no resource {qualifiedName}.", nameof(qualifiedName));
    }

    public JsonObject? Get(ResourceInfo resource, string ns, string name) =>
        cluster.Store.Get(resource.StorageKey, ns, name) is { } stored ? resource.Show(stored.Value) : null;

    public IReadOnlyList<JsonObject> List(ResourceInfo resource, string? ns = null) =>
        [.. cluster.Store.List(resource.StorageKey, ns)!.Objects.Select(o => resource.Show(o.Value))];

    public JsonObject Create(ResourceInfo resource, string ns, JsonObject value)
    {
        var request = Request(resource, ns, value.Name(), "");
        var copy = value.Clone();
        copy["apiVersion"] = resource.ApiVersion;
        copy["kind"] = resource.Kind;
        ObjectEngine.Decode(request, copy);
        return engine.Create(request, copy);
    }

    public JsonObject Update(ResourceInfo resource, string ns, JsonObject value, string subresource = "")
    {
        var request = Request(resource, ns, value.Name(), subresource);
        return engine.Update(request, _ => Decoded(request, value.Clone()), isReplacement: true);
    }

    public JsonObject? Modify(ResourceInfo resource, string ns, string name, Func<JsonObject, bool> change, string subresource = "",
        string? manager = null)
    {
        var request = Request(resource, ns, name, subresource) with { Manager = manager ?? Manager };
        try
        {
            return engine.Update(request, live =>
            {
                var copy = live.Clone();
                return change(copy) ? Decoded(request, copy) : throw new UnchangedException();
            });
        }
        catch (UnchangedException)
        {
            return null;
        }
        catch (ApiException e) when (e.Code == 404)
        {
            return null;
        }
    }

    public bool Delete(ResourceInfo resource, string ns, string name, string? uid = null, long? gracePeriodSeconds = null, string? propagationPolicy = null)
    {
        try
        {
            engine.Delete(Request(resource, ns, name, ""), new DeleteOptions(gracePeriodSeconds, propagationPolicy, uid));
            return true;
        }
        catch (ApiException e) when (e.Code == 404 || (e.Code == 409 && uid is not null))
        {
            return false;
        }
    }

    public async IAsyncEnumerable<StoreEvent> WatchAsync(ResourceInfo resource, [EnumeratorCancellation] CancellationToken cancellation)
    {
        // What was told, so that after a restart of the revisions deletions can be told that nobody remembers.
        var known = new Dictionary<(string, string), StoredObject>();
        while (true)
        {
            var snapshot = cluster.Store.List(resource.StorageKey, null)!;
            var gone = known.Keys.Except(snapshot.Objects.Select(o => (o.Namespace, o.Name))).ToList();
            foreach (var key in gone)
            {
                known.Remove(key, out var last);
                yield return new StoreEvent(StoreEventType.Deleted, last!, last);
            }
            foreach (var stored in snapshot.Objects)
            {
                known[(stored.Namespace, stored.Name)] = stored;
                yield return new StoreEvent(StoreEventType.Added, stored, null);
            }
            await using var events = cluster.Store.WatchAsync(resource.StorageKey, snapshot.Revision, cancellation).GetAsyncEnumerator(cancellation);
            while (await HasNextAsync(events))
            {
                var e = events.Current;
                if (e.Type == StoreEventType.Deleted)
                    known.Remove((e.Object.Namespace, e.Object.Name));
                else
                    known[(e.Object.Namespace, e.Object.Name)] = e.Object;
                yield return e;
            }
            if (cancellation.IsCancellationRequested)
                yield break;
        }
    }

    private static async Task<bool> HasNextAsync(IAsyncEnumerator<StoreEvent> events)
    {
        try
        {
            return await events.MoveNextAsync();
        }
        catch (RevisionGoneException)
        {
            return false;
        }
    }

    private static WriteRequest Request(ResourceInfo resource, string ns, string name, string subresource) =>
        new(resource, ns, name, UserInfo.System) { Subresource = subresource, Manager = Manager };

    private static JsonObject Decoded(WriteRequest request, JsonObject value)
    {
        ObjectEngine.Decode(request, value);
        return value;
    }

    /// <summary>The caller had nothing to change.</summary>
    private sealed class UnchangedException : Exception;
}
