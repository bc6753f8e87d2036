using System.Text.Json.Nodes;

namespace SegmentOperator.DevCluster.Resources.Types;

/// <summary>
/// The order in which a Go program writes the members of an object: those of a struct as it declares them, those of a map by name.
/// Objects are stored in it, so that every answer has it.
/// </summary>
internal static class MemberOrder
{
    /// <param name="value">An object.</param>
    /// <param name="type">Its struct, or null for a custom object, which is all maps.</param>
    public static JsonObject Of(JsonObject value, FieldType? type)
    {
        if (type is null)
            return Sorted(value);
        var ordered = new JsonObject();
        // The type of an object comes last among its fields, and yet the kind is written first.
        foreach (var name in type.Fields.Keys.Concat(value.Select(p => p.Key)).Distinct().OrderBy(n => n == "kind" ? 0 : 1).Where(value.ContainsKey))
            ordered[name] = Below(value[name], type.Member(name));
        return ordered;
    }

    private static JsonNode? Below(JsonNode? value, FieldType? type) => value switch
    {
        JsonObject map when type is { Kind: FieldKind.Struct } => Of(map, type),
        JsonObject map when type is { Kind: FieldKind.Map } =>
            new JsonObject(map.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => KeyValuePair.Create(p.Key, Below(p.Value, type.Element)))),
        JsonObject map => Sorted(map),
        JsonArray list => new JsonArray([.. list.Select(i => Below(i, type?.Element))]),
        _ => value?.DeepClone(),
    };

    private static JsonObject Sorted(JsonObject value) =>
        new(value.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => KeyValuePair.Create(p.Key, Below(p.Value, null))));
}
