using System.Text.Json.Nodes;
using SegmentOperator.DevCluster.Resources;

namespace SegmentOperator.DevCluster.Controllers;

/// <summary>What the garbage collector remembers of an object.</summary>
internal sealed record OwnedObject(ResourceInfo Resource, string Namespace, string Name, string Uid, IReadOnlyList<string> Owners, bool InForeground)
{
    public static OwnedObject Of(ResourceInfo resource, JsonObject value) => new(
        resource, value.Namespace(), value.Name(), value.Uid(),
        [.. value.Objects("metadata", "ownerReferences").Select(o => o.Text("uid") ?? "")],
        value.IsDeleting() && value.Texts("metadata", "finalizers").Contains(GarbageCollector.Foreground));
}

/// <summary>All objects by uid, and who depends on whom. Not thread-safe.</summary>
internal sealed class OwnershipGraph
{
    private readonly Dictionary<string, OwnedObject> _objects = [];
    private readonly Dictionary<string, HashSet<string>> _dependents = [];

    public OwnedObject? Find(string uid) => _objects.GetValueOrDefault(uid);

    /// <summary>The objects that name this owner, which itself may be unknown.</summary>
    public IReadOnlyList<OwnedObject> Dependents(string uid) =>
        _dependents.TryGetValue(uid, out var uids) ? [.. uids.Select(Find).OfType<OwnedObject>()] : [];

    /// <summary>Remembers the object's present state; returns the owners that it had before and no longer has.</summary>
    public IReadOnlyList<string> Set(OwnedObject value)
    {
        var former = Find(value.Uid)?.Owners ?? [];
        _objects[value.Uid] = value;
        foreach (var owner in value.Owners)
        {
            if (!_dependents.TryGetValue(owner, out var uids))
                _dependents[owner] = uids = [];
            uids.Add(value.Uid);
        }
        var lost = former.Except(value.Owners).ToList();
        lost.ForEach(owner => Unlink(owner, value.Uid));
        return lost;
    }

    /// <summary>Forgets the object; returns the owners that it had.</summary>
    public IReadOnlyList<string> Remove(string uid)
    {
        if (!_objects.Remove(uid, out var value))
            return [];
        foreach (var owner in value.Owners)
            Unlink(owner, uid);
        return value.Owners;
    }

    private void Unlink(string owner, string dependent)
    {
        if (_dependents.TryGetValue(owner, out var uids) && uids.Remove(dependent) && uids.Count == 0)
            _dependents.Remove(owner);
    }
}
