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
        if (patch.Text(Directive) is { } directive)
        {
            if (directive == "delete")
                return [];
            if (directive != "replace")
                throw ApiErrors.BadRequest($"Unrecognized patch directive type: {directive}");
            var replacement = patch.Clone();
            replacement.Remove(Directive);
            return replacement;
        }
        var result = value.Clone();
        if (patch[RetainKeys] is JsonArray retained)
        {
            foreach (var name in result.Select(p => p.Key).Except(retained.Select(r => r.Text())).ToList())
                result.Remove(name!);
        }
        foreach (var (name, change) in patch)
        {
            if (name.StartsWith('$'))
                ApplyDirective(result, name, change, type);
            else if (change is null)
                result.Remove(name);
            else
                result[name] = Change(result[name], change, type, name);
        }
        foreach (var (name, order) in patch.Where(p => p.Key.StartsWith(SetOrder, StringComparison.Ordinal)))
            Reorder(result, name[SetOrder.Length..], order as JsonArray ?? [], type);
        return result;
    }

    private static JsonNode Change(JsonNode? old, JsonNode change, FieldType type, string name)
    {
        var member = type.Member(name) ?? FieldType.Anything;
        if (change is JsonObject below)
            return Apply(old as JsonObject ?? [], below, member);
        if (change is not JsonArray items || !type.Fields.TryGetValue(name, out var field) || !field.Merges)
            return change.DeepClone();
        return field.MergeKey.Length == 0
            ? MergeScalars(old as JsonArray ?? [], items)
            : MergeItems(old as JsonArray ?? [], items, field);
    }

    private static JsonArray MergeScalars(JsonArray old, JsonArray items)
    {
        var result = (JsonArray)old.DeepClone();
        foreach (var item in items.Where(i => !result.Any(r => JsonNode.DeepEquals(r, i))))
            result.Add(item?.DeepClone());
        return result;
    }

    private static JsonArray MergeItems(JsonArray old, JsonArray items, FieldInfo field)
    {
        var element = field.Type.Element!;
        var patches = items.OfType<JsonObject>().ToList();
        var replaces = patches.Any(p => p.Text(Directive) == "replace" && p.Count == 1);
        var result = replaces ? [] : (JsonArray)old.DeepClone();
        foreach (var patch in patches.Where(p => !(p.Text(Directive) == "replace" && p.Count == 1)))
        {
            var key = patch[field.MergeKey] ?? throw ApiErrors.Of(500, "",
                $"map: {GoText.Plain(patch)} does not contain declared merge key: {field.MergeKey}");
            var index = result.ToList().FindIndex(i => JsonNode.DeepEquals(i.At(field.MergeKey), key));
            if (patch.Text(Directive) == "delete")
            {
                if (index >= 0)
                    result.RemoveAt(index);
            }
            else if (index >= 0)
            {
                result[index] = Apply((JsonObject)result[index]!, patch, element);
            }
            else
            {
                result.Add((JsonNode)Apply([], patch, element));
            }
        }
        return result;
    }

    private static void ApplyDirective(JsonObject result, string name, JsonNode? change, FieldType type)
    {
        if (!name.StartsWith(DeleteFromList, StringComparison.Ordinal) || change is not JsonArray gone || result[name[DeleteFromList.Length..]] is not JsonArray list)
            return;
        for (var i = list.Count - 1; i >= 0; i--)
        {
            if (gone.Any(g => JsonNode.DeepEquals(g, list[i])))
                list.RemoveAt(i);
        }
    }

    /// <summary>Listed items come in the listed order; others keep their place among them.</summary>
    private static void Reorder(JsonObject result, string name, JsonArray order, FieldType type)
    {
        if (result[name] is not JsonArray list || !type.Fields.TryGetValue(name, out var field))
            return;
        int Rank(JsonNode? item) => order.ToList().FindIndex(o => field.MergeKey.Length == 0
            ? JsonNode.DeepEquals(o, item)
            : JsonNode.DeepEquals(o.At(field.MergeKey), item.At(field.MergeKey)));
        var listed = new Queue<JsonNode?>(list.Where(i => Rank(i) >= 0).OrderBy(Rank).Select(i => i?.DeepClone()));
        var sorted = list.Select(i => Rank(i) >= 0 ? listed.Dequeue() : i?.DeepClone()).ToArray();
        result[name] = new JsonArray(sorted);
    }
}
