using System.Text.Json.Nodes;

namespace SegmentOperator.DevCluster.Validation.Schemas;

/// <summary>Which part of an object's earlier state a part of its new state corresponds to.</summary>
internal static class Correlation
{
    /// <summary>The earlier state of a list's entry. Only the entries of a list of type map can be told apart.</summary>
    /// <param name="listSchema">The list's schema.</param>
    /// <param name="item">The entry.</param>
    /// <param name="old">The earlier list.</param>
    public static JsonNode? Item(JsonObject listSchema, JsonNode? item, JsonArray? old)
    {
        if (old is null || item is not JsonObject map || listSchema.Str("x-kubernetes-list-type") != "map")
            return null;
        var keys = listSchema.Texts("x-kubernetes-list-map-keys").ToList();
        return old.FirstOrDefault(o => o is JsonObject before && keys.TrueForAll(k => JsonValues.Same(map[k], before[k])));
    }

    /// <summary>The earlier state of an object's field; null in a map that is replaced as a whole.</summary>
    public static JsonNode? Field(JsonObject mapSchema, string key, JsonNode? old) =>
        mapSchema.Str("x-kubernetes-map-type") == "atomic" ? null : (old as JsonObject)?[key];
}
