using System.Text.Json.Nodes;
using SegmentOperator.DevCluster.Http;
using SegmentOperator.DevCluster.Resources;

namespace SegmentOperator.DevCluster.Patching.Ownership;

/// <summary>Keeps track of who owns which field, for plain writes and for server-side apply.</summary>
internal sealed class FieldManager(ResourceInfo resource, string subresource, TimeProvider time)
{
    /// <summary>What every writer touches and nobody owns.</summary>
    private static readonly FieldSet Unowned = FieldSet.OfPaths(
    [
        "apiVersion", "kind", "metadata", "metadata.name", "metadata.namespace", "metadata.creationTimestamp", "metadata.selfLink",
        "metadata.uid", "metadata.generation", "metadata.managedFields", "metadata.resourceVersion",
    ]);

    private readonly FieldSet _reset = FieldSet.OfPaths(resource.Strategy.ResetFields(subresource));

    /// <summary>Records a create, update or patch: the writer owns what it changed, nobody else does any more.</summary>
    public void Update(JsonObject live, JsonObject value, string manager)
    {
        var entries = Existing(live, value);
        // Who owns an object's fields is followed from its creation on, or from its first apply; not from somewhere in between.
        if (entries.Count == 0 && live.Uid().Length > 0)
        {
            ManagedFields.Write(value, entries);
            return;
        }
        var difference = TypedValues.Compare(Without(live), Without(value), resource.Type);
        var changed = difference.Modified.Union(difference.Added);
        // What the subresource cannot write, its writer does not own either.
        var mine = changed.ExceptBelow(_reset).Except(Unowned);
        // A scale's entry is carried over from the view of it, without a time.
        var self = new ManagedEntry(manager, "Update", resource.ApiVersion, subresource, subresource == "scale" ? "" : Now(), mine);
        var result = entries.Select(e => e with { Fields = e.Fields.Except(changed.ExceptBelow(_reset)).Except(difference.Removed.ExceptBelow(_reset)) }).ToList();
        if (!mine.IsEmpty)
        {
            var index = result.FindIndex(e => e.IsSame(self));
            if (index >= 0)
                result[index] = self with { Fields = result[index].Fields.Union(mine) };
            else
                result.Add(self);
        }
        ManagedFields.Write(value, ManagedFields.Capped(result));
    }

    /// <summary>Applies a configuration. Throws the conflict when other writers own fields that would change, unless forced.</summary>
    /// <returns>The new object, with its managed fields; equal to the live one when nothing changes.</returns>
    public JsonObject Apply(JsonObject live, JsonObject configuration, string manager, bool force)
    {
        TypedCheck.Require(configuration, resource);
        var entries = ManagedFields.Read(live);
        if (entries.Count == 0 && live.Uid().Length > 0)
            entries.Add(BeforeFirstApply(live));
        var self = new ManagedEntry(manager, "Apply", resource.ApiVersion, subresource, Now(),
            TypedValues.FieldsOf(configuration, resource.Type).ExceptBelow(_reset).Except(Unowned));
        var last = entries.FirstOrDefault(e => e.IsSame(self));
        var others = entries.Where(e => !e.IsSame(self)).ToList();

        var merged = ApplyMerge.Merge(Without(live), configuration, resource.Type);
        if (last is not null)
            ApplyMerge.Remove(merged, resource.Type, last.Fields, others.Aggregate(self.Fields, (set, e) => set.Union(e.Fields)));

        var difference = TypedValues.Compare(Without(live), merged, resource.Type);
        var written = difference.Modified.Union(difference.Added);
        var changed = written.ExceptBelow(_reset);
        var conflicts = others.Select(e => (Entry: e, Fields: e.Fields.Intersect(changed))).Where(c => !c.Fields.IsEmpty).ToList();
        if (conflicts.Count > 0 && !force)
            throw Conflict(conflicts);

        var result = others.Select(e => e with { Fields = e.Fields.Except(changed).Except(difference.Removed) }).ToList();
        // An apply that changes no value leaves its time as it was, if it had one.
        var isSame = written.IsEmpty && difference.Removed.IsEmpty;
        result.Add(isSame ? self with { Time = last?.Time ?? "" } : self);
        LastApplied.Renew(merged, configuration, manager);
        ManagedFields.Write(merged, result);
        return merged;
    }

    private string Now() => time.GetUtcNow().ToTime();

    private static JsonObject Without(JsonObject value)
    {
        var copy = value.Clone();
        (copy["metadata"] as JsonObject)?.Remove("managedFields");
        return copy;
    }

    /// <summary>The object was written while nobody tracked it: its fields are an unknown writer's.</summary>
    private ManagedEntry BeforeFirstApply(JsonObject live)
    {
        var fields = TypedValues.Compare([], Without(live), resource.Type).Added;
        return new ManagedEntry("before-first-apply", "Update", resource.ApiVersion, "", Now(), fields.ExceptBelow(_reset).Except(Unowned));
    }

    /// <summary>A writer may state the managed fields itself, or clear them with an empty list or entry.</summary>
    private List<ManagedEntry> Existing(JsonObject live, JsonObject value)
    {
        var stated = value.At("metadata", "managedFields") as JsonArray;
        if (subresource.Length > 0 || stated is null)
            return ManagedFields.Read(live);
        return stated is [] or [JsonObject { Count: 0 }] ? [] : ManagedFields.Read(value);
    }

    private static ApiException Conflict(List<(ManagedEntry Entry, FieldSet Fields)> conflicts)
    {
        var causes = new JsonArray();
        var groups = new List<(string Who, List<string> Fields)>();
        foreach (var (entry, set) in conflicts.OrderBy(c => c.Entry.Manager, StringComparer.Ordinal).ThenBy(c => c.Entry.IsApply ? 0 : 1))
        {
            var who = $"\"{entry.Manager}\"";
            if (entry.Subresource.Length > 0)
                who += $" with subresource \"{entry.Subresource}\"";
            if (!entry.IsApply)
                who += $" using {entry.ApiVersion}";
            var fields = set.Texts().ToList();
            groups.Add((who, fields));
            foreach (var field in fields)
            {
                causes.Add(new JsonObject
                {
                    ["reason"] = "FieldManagerConflict",
                    ["message"] = $"conflict with {who}",
                    ["field"] = field,
                });
            }
        }
        var count = causes.Count;
        var text = count == 1
            ? $"conflict with {groups[0].Who}: {groups[0].Fields[0]}"
            : string.Join("\n", groups.Select(g => $"conflicts with {g.Who}:\n{string.Join("\n", g.Fields.Select(f => $"- {f}"))}"));
        return ApiErrors.Of(409, "Conflict", $"Apply failed with {count} conflict{(count == 1 ? "" : "s")}: {text}",
            new JsonObject { ["causes"] = causes });
    }
}
