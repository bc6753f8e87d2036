using System.Text.Json.Nodes;
using SegmentOperator.DevCluster.Resources.Types;

namespace SegmentOperator.DevCluster.Patching.Ownership;

/// <summary>The two halves of an apply: laying a configuration over an object, and taking given-up fields away.</summary>
internal static class ApplyMerge
{
    /// <summary>The object with the configuration laid over it.</summary>
    public static JsonObject Merge(JsonObject live, JsonObject configuration, FieldType type)
    {
        var result = live.Clone();
        MergeMap(result, configuration, type);
        return result;
    }

    /// <summary>
    /// Removes fields of one set unless the other keeps them or something below them. A map that becomes empty thereby
    /// goes too, unless it is kept itself.
    /// </summary>
    public static void Remove(JsonNode value, FieldType type, FieldSet given, FieldSet kept)
    {
        if (value is JsonObject map)
        {
            foreach (var name in map.Select(p => p.Key).ToList())
            {
                var edge = "f:" + name;
                if (given[edge] is { } below && Goes(map[name], type.Member(name) ?? FieldType.Anything, below, kept[edge]))
                    map.Remove(name);
            }
        }
        else if (value is JsonArray list)
        {
            for (var i = list.Count - 1; i >= 0; i--)
            {
                var edge = TypedValues.Edge(type, list[i]);
                if (given[edge] is { } below && Goes(list[i], type.Element!, below, kept[edge]))
                    list.RemoveAt(i);
            }
        }
    }

    private static bool Goes(JsonNode? value, FieldType type, FieldSet given, FieldSet? kept)
    {
        if (value is null || TypedValues.IsLeaf(value, type))
            return given.IsMember && kept is not { IsEmpty: false };
        if (given.IsMember && kept is not { IsEmpty: false })
            return true;
        Remove(value, type, given, kept ?? new FieldSet());
        var isEmpty = value is JsonObject { Count: 0 } or JsonArray { Count: 0 };
        return isEmpty && kept is not { IsMember: true };
    }

    private static void MergeMap(JsonObject live, JsonObject configuration, FieldType type)
    {
        foreach (var (name, value) in configuration)
        {
            var member = type.Member(name) ?? FieldType.Anything;
            live[name] = live.TryGetPropertyValue(name, out var old) ? Merged(old, value, member) : value?.DeepClone();
        }
    }

    private static JsonNode? Merged(JsonNode? old, JsonNode? value, FieldType type)
    {
        if (old is null || value is null || TypedValues.IsLeaf(value, type) || old.GetType() != value.GetType())
            return value?.DeepClone();
        old = old.DeepClone();
        if (value is JsonObject map)
            MergeMap((JsonObject)old, map, type);
        else
            old = MergeList((JsonArray)old, (JsonArray)value, type);
        return old;
    }

    /// <summary>Items of the configuration come in its order; items only the object has stay where they were between them.</summary>
    private static JsonArray MergeList(JsonArray live, JsonArray configuration, FieldType type)
    {
        var wanted = configuration.ToDictionary(item => TypedValues.Edge(type, item));
        var order = wanted.Keys.ToList();
        var result = new JsonArray();
        var next = 0;
        foreach (var item in live)
        {
            var edge = TypedValues.Edge(type, item);
            if (!wanted.ContainsKey(edge))
            {
                result.Add(item?.DeepClone());
                continue;
            }
            // What the configuration lists before this item, and was not there yet, comes before it.
            var at = order.IndexOf(edge);
            for (; next < at; next++)
                AddMerged(order[next]);
            if (next == at)
            {
                AddMerged(edge);
                next++;
            }
        }
        for (; next < order.Count; next++)
            AddMerged(order[next]);
        return result;

        void AddMerged(string edge)
        {
            var old = live.FirstOrDefault(item => TypedValues.Edge(type, item) == edge);
            result.Add(old is null ? wanted[edge]?.DeepClone() : Merged(old, wanted[edge], type.Element!));
        }
    }
}
