using System.Text.Json.Nodes;

namespace SegmentOperator.DevCluster.Validation.Schemas;

/// <summary>Fills in what a schema declares as default. Nulls that a schema does not allow count as missing.</summary>
internal static class SchemaDefaults
{
    /// <summary>Removes nulls that are neither allowed nor have a default, then fills the defaults in.</summary>
    public static void Apply(JsonObject schema, JsonNode? value)
    {
        RemoveNulls(schema, value);
        Fill(schema, value);
    }

    private static void RemoveNulls(JsonObject? schema, JsonNode? value)
    {
        if (value is JsonObject map)
        {
            foreach (var (key, item) in map.ToList())
            {
                var property = PropertySchema(schema, key);
                if (item is null && property is not null && !property.Flag("nullable") && !property.Has("default"))
                    map.Remove(key);
                else
                    RemoveNulls(property, item);
            }
        }
        else if (value is JsonArray list)
        {
            foreach (var item in list)
                RemoveNulls(schema?["items"] as JsonObject, item);
        }
    }

    private static void Fill(JsonObject? schema, JsonNode? value)
    {
        if (schema is null)
            return;
        if (value is JsonObject map)
        {
            foreach (var (key, property) in schema.Map("properties"))
            {
                if (property?["default"] is not { } preset)
                    continue;
                if (!map.TryGetPropertyValue(key, out var present) || (present is null && !property.Flag("nullable")))
                    map[key] = preset.DeepClone();
            }

            var rest = schema["additionalProperties"] as JsonObject;
            foreach (var key in map.Select(p => p.Key).ToList())
            {
                var isProperty = schema.Map("properties").ContainsKey(key);
                if (!isProperty && map[key] is null && rest is not null && !rest.Flag("nullable") && rest["default"] is { } preset)
                    map[key] = preset.DeepClone();
                Fill(isProperty ? schema.Map("properties")[key] as JsonObject : rest, map[key]);
            }
        }
        else if (value is JsonArray list)
        {
            var items = schema["items"] as JsonObject;
            for (var i = 0; i < list.Count; i++)
            {
                if (list[i] is null && items is not null && !items.Flag("nullable") && items["default"] is { } preset)
                    list[i] = preset.DeepClone();
                Fill(items, list[i]);
            }
        }
    }

    private static JsonObject? PropertySchema(JsonObject? schema, string key) =>
        (schema.Map("properties")[key] ?? (schema.Map("properties").ContainsKey(key) ? null : schema.At("additionalProperties"))) as JsonObject;
}
