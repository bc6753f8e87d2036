using System.Text.Json.Nodes;
using SegmentOperator.DevCluster.Http;
using SegmentOperator.DevCluster.Resources.Types;
using SegmentOperator.DevCluster.Validation;

namespace SegmentOperator.DevCluster.Patching;

/// <summary>
/// Merge patch with the merging of lists that the built-in kinds declare, and its directives: <c>$patch: delete|replace</c>,
/// <c>$deleteFromPrimitiveList/…</c>, <c>$setElementOrder/…</c>, <c>$retainKeys</c>.
/// </summary>
internal static class StrategicMergePatch
{
    private const string Directive = "$patch";
    private const string DeleteFromList = "$deleteFromPrimitiveList/";
    private const string SetOrder = "$setElementOrder/";
    private const string RetainKeys = "$retainKeys";

    public static JsonObject Apply(JsonObject value, JsonObject patch, FieldType type)
    {
        if (patch[Directive] is { } directive)
        {
            if (directive.Text() == "delete")
                return [];
            if (directive.Text() != "replace")
                throw Unknown(patch);
            var replacement = patch.Clone();
            replacement.Remove(Directive);
            return replacement;
        }
        var result = value.Clone();
        if (patch[RetainKeys] is JsonArray retained)
        {
            var kept = retained.Select(r => r.Text()).ToList();
            if (patch.Any(p => !p.Key.StartsWith('$') && !kept.Contains(p.Key)))
                throw ApiErrors.BadRequest("invalid patch format of retainKeys");
            foreach (var name in result.Select(p => p.Key).Except(kept).ToList())
                result.Remove(name!);
        }
        foreach (var (name, change) in patch)
        {
            if (name.StartsWith('$'))
                RemoveListed(result, name, change);
            else if (change is null)
                result.Remove(name);
            else
                result[name] = Change(result[name], change, type, name);
        }
        foreach (var (name, order) in patch.Where(p => p.Key.StartsWith(SetOrder, StringComparison.Ordinal)))
            Reorder(result, value, patch[name[SetOrder.Length..]] as JsonArray ?? [], name[SetOrder.Length..], order, type);
        return result;
    }

    private static JsonNode Change(JsonNode? old, JsonNode change, FieldType type, string name)
    {
        // What is not there yet, or is something else, is taken as it stands, but for the directives.
        if (old?.GetValueKind() != change.GetValueKind())
            return WithoutDirectives(change);
        if (change is JsonObject below)
            return Apply((JsonObject)old!, below, type.Member(name) ?? FieldType.Anything);
        if (change is not JsonArray items || !type.Fields.TryGetValue(name, out var field) || !field.Merges)
            return change.DeepClone();
        return field.MergeKey.Length == 0 ? MergeScalars((JsonArray)old!, items) : MergeItems((JsonArray)old!, items, field);
    }

    private static JsonNode WithoutDirectives(JsonNode value) => value switch
    {
        JsonObject map => new JsonObject(map.Where(p => !p.Key.StartsWith('$') && p.Value is not null)
            .Select(p => KeyValuePair.Create(p.Key, (JsonNode?)WithoutDirectives(p.Value!)))),
        JsonArray list => new JsonArray([.. list.Where(i => i is not JsonObject map || !map.ContainsKey(Directive))
            .Select(i => i is null ? null : WithoutDirectives(i))]),
        _ => value.DeepClone(),
    };

    private static JsonArray MergeScalars(JsonArray old, JsonArray items)
    {
        var merged = old.Concat(items.Where(i => !old.Any(r => JsonNode.DeepEquals(r, i))));
        return Ordered([.. merged], items, old, "");
    }

    private static JsonArray MergeItems(JsonArray old, JsonArray items, FieldInfo field)
    {
        var key = field.MergeKey;
        var merged = old.ToList();
        var patches = new JsonArray();
        var replaces = false;
        foreach (var patch in items.OfType<JsonObject>())
        {
            switch (patch[Directive]?.Text())
            {
                case null when !patch.ContainsKey(Directive):
                    patches.Add(patch.DeepClone());
                    break;
                case "replace":
                    replaces = true;
                    break;
                case "delete":
                    var gone = KeyOf(patch, key);
                    merged.RemoveAll(i => JsonNode.DeepEquals(i.At(key), gone));
                    break;
                default:
                    throw Unknown(patch);
            }
        }
        if (replaces)
            return patches;
        foreach (var patch in patches.OfType<JsonObject>())
        {
            var wanted = KeyOf(patch, key);
            var index = merged.FindIndex(i => JsonNode.DeepEquals(i.At(key), wanted));
            if (index >= 0)
                merged[index] = Apply((JsonObject)merged[index]!, patch, field.Type.Element!);
            else
                merged.Add(WithoutDirectives(patch));
        }
        return Ordered(merged, patches, old, key);
    }

    private static JsonNode KeyOf(JsonObject patch, string key) => patch[key] ?? throw ApiErrors.Of(500, "",
        $"map: {GoText.Plain(patch)} does not contain declared merge key: {key}");

    private static ApiException Unknown(JsonObject patch) =>
        ApiErrors.Of(500, "", $"unknown patch type: {GoText.Plain(patch[Directive])} in map: {GoText.Plain(patch)}");

    private static void RemoveListed(JsonObject result, string name, JsonNode? change)
    {
        if (!name.StartsWith(DeleteFromList, StringComparison.Ordinal) || change is not JsonArray gone || result[name[DeleteFromList.Length..]] is not JsonArray list)
            return;
        for (var i = list.Count - 1; i >= 0; i--)
        {
            if (gone.Any(g => JsonNode.DeepEquals(g, list[i])))
                list.RemoveAt(i);
        }
    }

    private static void Reorder(JsonObject result, JsonObject old, JsonArray patch, string name, JsonNode? order, FieldType type)
    {
        if (order is not JsonArray wanted)
            throw ApiErrors.Of(500, "", $"expected a []interface {{}}, but received a {GoText.TypeOf(order)}");
        if (!type.Fields.TryGetValue(name, out var field))
            throw ApiErrors.Of(500, "", $"unable to find api field in struct {type.Name} for the json field {GoText.Quote(name)}");
        RequireOrder(patch, wanted, field.MergeKey);
        if (result[name] is JsonArray list)
            result[name] = Ordered([.. list], wanted, old[name] as JsonArray ?? [], field.MergeKey);
    }

    /// <summary>What the patch sets must be named in its order, in that order; deletions need not be.</summary>
    private static void RequireOrder(JsonArray patch, JsonArray wanted, string key)
    {
        var at = -1;
        foreach (var item in patch.Where(i => i is not JsonObject map || !map.ContainsKey(Directive)))
        {
            var next = wanted.ToList().FindIndex(at + 1, o => key.Length == 0 ? JsonNode.DeepEquals(o, item) : JsonNode.DeepEquals(o.At(key), item.At(key)));
            if (next < 0)
            {
                throw ApiErrors.Of(500, "",
                    $"The order in patch list:\n{GoText.Plain(patch)}\n doesn't match $setElementOrder list:\n{GoText.Plain(wanted)}\n");
            }
            at = next;
        }
    }

    /// <summary>
    /// Items that the patch names come in its order, the server's own in the order they had; an own item stays before a named
    /// one only if it was before it already.
    /// </summary>
    private static JsonArray Ordered(List<JsonNode?> merged, JsonArray wanted, JsonArray old, string key)
    {
        int Rank(JsonArray list, JsonNode? item) => list.ToList().FindIndex(o => key.Length == 0
            ? JsonNode.DeepEquals(o, item)
            : JsonNode.DeepEquals(o.At(key), item.At(key)));
        var named = new Queue<JsonNode?>(merged.Where(i => Rank(wanted, i) >= 0).OrderBy(i => Rank(wanted, i)));
        var own = new Queue<JsonNode?>(merged.Where(i => Rank(wanted, i) < 0).OrderBy(i => Rank(old, i)));
        var result = new JsonArray();
        while (named.Count + own.Count > 0)
        {
            var isOwnFirst = named.Count == 0 ||
                (own.Count > 0 && Rank(old, own.Peek()) is >= 0 and var left && Rank(old, named.Peek()) is >= 0 and var right && left < right);
            result.Add((isOwnFirst ? own : named).Dequeue()?.DeepClone());
        }
        return result;
    }
}
