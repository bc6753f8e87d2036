using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using SegmentOperator.DevCluster.Http;
using SegmentOperator.DevCluster.Resources;
using SegmentOperator.DevCluster.Storage;

namespace SegmentOperator.DevCluster.Tests.Node;

internal sealed class FakeApi : IClusterApi
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(string, string, string), StoredObject> _objects = [];
    private readonly List<(string Key, StoreEvent Event)> _history = [];
    private readonly List<(string Key, Channel<StoreEvent> Channel)> _watches = [];
    private long _rev;

    public ResourceInfo Resource(string q) => new() { Group = "", Version = "v1", Resource = q, Singular = q, Kind = q, Namespaced = true, Schema = [], Strategy = null!, StorageKey = "/" + q };

    public JsonObject? Get(ResourceInfo r, string ns, string name) { lock (_lock) return _objects.TryGetValue((r.Resource, ns, name), out var o) ? o.Value.Clone() : null; }
    public IReadOnlyList<JsonObject> List(ResourceInfo r, string? ns = null) { lock (_lock) return [.. _objects.Where(o => o.Key.Item1 == r.Resource && (ns is null || o.Key.Item2 == ns)).Select(o => o.Value.Value.Clone())]; }

    public JsonObject Create(ResourceInfo r, string ns, JsonObject value)
    {
        lock (_lock)
        {
            value = value.Clone();
            value.Meta()["uid"] = $"uid-{++_rev}";
            value.Meta()["namespace"] = ns;
            Put(r, StoreEventType.Added, ns, value);
            return value.Clone();
        }
    }

    private void Put(ResourceInfo r, StoreEventType type, string ns, JsonObject value)
    {
        value.Meta()["resourceVersion"] = $"{++_rev}";
        var s = new StoredObject(ns, value.Name(), _rev, value);
        if (type == StoreEventType.Deleted) _objects.Remove((r.Resource, ns, value.Name())); else _objects[(r.Resource, ns, value.Name())] = s;
        foreach (var w in _watches.Where(w => w.Key == r.Resource)) w.Channel.Writer.TryWrite(new StoreEvent(type, s, null));
    }

    public JsonObject Update(ResourceInfo r, string ns, JsonObject value, string subresource = "") { lock (_lock) { value = value.Clone(); Put(r, StoreEventType.Modified, ns, value); return value.Clone(); } }

    public JsonObject? Modify(ResourceInfo r, string ns, string name, Func<JsonObject, bool> change, string subresource = "")
    {
        lock (_lock)
        {
            var o = Get(r, ns, name);
            if (o is null || !change(o)) return null;
            if (JsonNode.DeepEquals(o, _objects[(r.Resource, ns, name)].Value)) return o;
            if (o.IsDeleting() && o.Number("metadata", "deletionGracePeriodSeconds") == 0 && !o.Texts("metadata", "finalizers").Any()) { Put(r, StoreEventType.Deleted, ns, o); return o; }
            Put(r, StoreEventType.Modified, ns, o);
            return o.Clone();
        }
    }

    public bool Delete(ResourceInfo r, string ns, string name, string? uid = null, long? grace = null, string? propagationPolicy = null)
    {
        lock (_lock)
        {
            var o = Get(r, ns, name);
            if (o is null) return false;
            var g = r.Resource == "pods" ? grace ?? o.Number("spec", "terminationGracePeriodSeconds") ?? 30 : 0;
            if (g == 0 && !o.Texts("metadata", "finalizers").Any()) { Put(r, StoreEventType.Deleted, ns, o); return true; }
            o.Meta()["deletionTimestamp"] = "2026-01-01T00:00:00Z"; o.Meta()["deletionGracePeriodSeconds"] = g;
            Put(r, StoreEventType.Modified, ns, o);
            return true;
        }
    }

    public async IAsyncEnumerable<StoreEvent> WatchAsync(ResourceInfo r, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var c = Channel.CreateUnbounded<StoreEvent>();
        lock (_lock)
        {
            foreach (var o in _objects.Where(o => o.Key.Item1 == r.Resource)) c.Writer.TryWrite(new StoreEvent(StoreEventType.Added, o.Value, null));
            _watches.Add((r.Resource, c));
        }
        await foreach (var e in c.Reader.ReadAllAsync(cancellation)) yield return e;
    }
}
