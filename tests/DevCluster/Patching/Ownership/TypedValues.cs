using System.Text.Json.Nodes;
using SegmentOperator.DevCluster.Resources.Types;

namespace SegmentOperator.DevCluster.Patching.Ownership;

/// <summary>Walks objects by their type: which fields they set, and how two of them differ.</summary>
internal static class TypedValues
{
    /// <summary>The edge to an item of a list that is shared by several writers.</summary>
    public static string Edge(FieldType list, JsonNode? item)
    {
        if (list.Semantics == ListSemantics.Set)
            return "v:" + Json.Write(item);
        var keys = new JsonObject();
        foreach (var key in list.Keys.Order(StringComparer.Ordinal))
        {
            if (item.At(key) is { } value)
                keys[key] = value.DeepClone();
            else if (list.Element!.Fields.TryGetValue(key, out var field) && field.Default is { } standard)
                keys[key] = standard.DeepClone();
        }
        return "k:" + Json.Write(keys);
    }

    /// <summary>Whether ownership ends at this value.</summary>
    public static bool IsLeaf(JsonNode? value, FieldType type) => value switch
    {
        JsonObject => type.Kind is not (FieldKind.Struct or FieldKind.Map or FieldKind.Any) || type.IsAtomic,
        JsonArray => type.Kind != FieldKind.List || !type.IsGranular,
        _ => true,
    };

    /// <summary>The fields that an applied configuration is about.</summary>
    public static FieldSet FieldsOf(JsonObject value, FieldType type)
    {
        var set = new FieldSet();
        Collect(value, type, set);
        return set;
    }

    /// <summary>What a change added, changed and removed.</summary>
    public static Difference Compare(JsonObject before, JsonObject after, FieldType type)
    {
        var difference = new Difference(new FieldSet(), new FieldSet(), new FieldSet());
        Compare(before, true, after, true, type, difference);
        return difference;
    }

    private static void Collect(JsonNode? value, FieldType type, FieldSet set)
    {
        if (IsLeaf(value, type))
        {
            set.IsMember = true;
            return;
        }
        if (value is JsonArray list)
        {
            foreach (var item in list)
            {
                var node = set.Into(Edge(type, item));
                Collect(item, type.Element!, node);
                node.IsMember = true;
            }
            return;
        }
        foreach (var (name, child) in (JsonObject)value!)
        {
            var node = set.Into("f:" + name);
            Collect(child, type.Member(name) ?? FieldType.Anything, node);
            var isDeclared = type.Kind == FieldKind.Struct && type.Fields.ContainsKey(name);
            if (!isDeclared || child is null or JsonObject { Count: 0 })
                node.IsMember = true;
        }
    }

    private static void Compare(JsonNode? before, bool had, JsonNode? after, bool has, FieldType type, Difference sink)
    {
        var isContainer = (before ?? after) is not null && !IsLeaf(before ?? after, type) &&
            (after is null || before is null || after.GetType() == before.GetType());
        if (!isContainer || (IsNothing(before) && IsNothing(after)))
        {
            if (!had)
                sink.Added.IsMember = true;
            else if (!has)
                sink.Removed.IsMember = true;
            else if (!JsonNode.DeepEquals(before, after))
                sink.Modified.IsMember = true;
            return;
        }
        if (!had)
            sink.Added.IsMember = true;
        else if (!has)
            sink.Removed.IsMember = true;
        var old = Members(before, type);
        var now = Members(after, type);
        foreach (var edge in old.Keys.Union(now.Keys))
        {
            var hadItem = old.TryGetValue(edge, out var was);
            var hasItem = now.TryGetValue(edge, out var item);
            var below = new Difference(new FieldSet(), new FieldSet(), new FieldSet());
            var element = edge[0] == 'f' ? type.Member(edge[2..]) ?? FieldType.Anything : type.Element!;
            Compare(was, hadItem, item, hasItem, element, below);
            sink.Added.Graft(edge, below.Added);
            sink.Modified.Graft(edge, below.Modified);
            sink.Removed.Graft(edge, below.Removed);
        }
    }

    private static bool IsNothing(JsonNode? value) => value is null or JsonObject { Count: 0 } or JsonArray { Count: 0 };

    /// <summary>The children by edge. Of duplicates in a list the last one counts.</summary>
    private static Dictionary<string, JsonNode?> Members(JsonNode? value, FieldType type)
    {
        var members = new Dictionary<string, JsonNode?>(StringComparer.Ordinal);
        if (value is JsonObject map)
        {
            foreach (var (name, child) in map)
                members["f:" + name] = child;
        }
        else if (value is JsonArray list)
        {
            foreach (var item in list)
                members[Edge(type, item)] = item;
        }
        return members;
    }
}

/// <summary>How two objects differ.</summary>
internal sealed record Difference(FieldSet Added, FieldSet Modified, FieldSet Removed);
