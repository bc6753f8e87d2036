using System.Text.Json.Nodes;
using SegmentOperator.DevCluster.Resources;

namespace SegmentOperator.DevCluster.Http;

/// <summary>What a deletion asks of an object: preconditions, grace, finalizers for its dependents.</summary>
internal static class ObjectDeletion
{
    public static void CheckPreconditions(ResourceInfo resource, JsonObject live, DeleteOptions options)
    {
        var name = live.Name();
        string? why = null;
        if (options.Uid is { } uid && uid != live.Uid())
            why = $"the UID in the precondition ({uid}) does not match the UID in record ({live.Uid()}). The object might have been deleted and then recreated";
        else if (options.ResourceVersion is { } version && version != live.Text("metadata", "resourceVersion"))
            why = $"the ResourceVersion in the precondition ({version}) does not match the ResourceVersion in record " +
                $"({live.Text("metadata", "resourceVersion")}). The object might have been modified";
        if (why is not null)
        {
            throw ApiErrors.Of(409, "Conflict", $"Operation cannot be fulfilled on {resource.QualifiedKind} \"{name}\": {why}",
                new JsonObject { ["name"] = name, ["kind"] = resource.Kind });
        }
    }

    /// <summary>Marks an object as being deleted; false when nothing holds it.</summary>
    public static bool Mark(JsonObject value, IObjectStrategy strategy, DeleteOptions options, DateTimeOffset now)
    {
        var meta = value.Meta();
        if (strategy.IsHeld(value))
        {
            if (!value.IsDeleting())
            {
                meta["deletionTimestamp"] = now.ToTime();
                strategy.PrepareForDelete(value, now);
            }
            return true;
        }
        SetPropagation(meta, options.PropagationPolicy);
        var grace = strategy.GracePeriod(value, options.GracePeriodSeconds);
        var isHeld = meta["finalizers"] is JsonArray { Count: > 0 };
        var current = meta.Number("deletionGracePeriodSeconds");
        // A deletion that is under way may only be made shorter.
        var isUnderWay = value.IsDeleting();
        if (isUnderWay && (grace >= (current ?? 0) || options.GracePeriodSeconds is null) && (isHeld || current > 0))
            return true;
        if (meta.Number("generation") is > 0 and var generation && !isUnderWay)
            meta["generation"] = generation + 1;
        meta["deletionTimestamp"] = now.AddSeconds(grace).ToTime();
        meta["deletionGracePeriodSeconds"] = grace;
        return isHeld || grace > 0;
    }

    /// <summary>A kind that may be given time says when it went, also when it went at once.</summary>
    public static void CopyMark(JsonObject marked, JsonObject last)
    {
        foreach (var name in new[] { "generation", "deletionTimestamp", "deletionGracePeriodSeconds" })
            last[name] = marked[name]?.DeepClone();
    }

    private static void SetPropagation(JsonObject meta, string? policy)
    {
        if (policy is null)
            return;
        var finalizers = meta["finalizers"] as JsonArray ?? [];
        foreach (var other in finalizers.Where(f => f.Text() is "orphan" or "foregroundDeletion").ToList())
            finalizers.Remove(other);
        if (policy == "Orphan")
            finalizers.Add("orphan");
        else if (policy == "Foreground")
            finalizers.Add("foregroundDeletion");
        if (finalizers.Count == 0)
            meta.Remove("finalizers");
        else
            meta["finalizers"] = finalizers;
    }
}
