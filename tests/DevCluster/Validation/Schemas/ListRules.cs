using System.Text.Json.Nodes;

namespace SegmentOperator.DevCluster.Validation.Schemas;

/// <summary>Lists of type set have no entry twice, lists of type map no key twice.</summary>
internal static class ListRules
{
    public static List<FieldError> Validate(JsonObject schema, JsonNode? value)
    {
        List<FieldError> errors = [];
        Visit(errors, schema, value, "");
        return errors;
    }

    private static void Visit(List<FieldError> errors, JsonObject? schema, JsonNode? value, string path)
    {
        if (schema is null)
            return;
        if (value is JsonArray list)
        {
            switch (schema.Str("x-kubernetes-list-type"))
            {
                case "set":
                    foreach (var i in Repeated(list))
                        errors.Add(Finding.Duplicate(path.Index(i), list[i]));
                    break;
                case "map":
                    Map(errors, schema.Texts("x-kubernetes-list-map-keys").ToList(), list, path);
                    break;
            }

            for (var i = 0; i < list.Count; i++)
                Visit(errors, schema["items"] as JsonObject, list[i], path.Index(i));
        }
        else if (value is JsonObject map)
        {
            foreach (var (key, item) in map.OrderBy(p => p.Key, StringComparer.Ordinal))
            {
                if (schema.Map("properties")[key] is JsonObject property)
                    Visit(errors, property, item, path.Child(key));
                else if (schema["additionalProperties"] is JsonObject rest)
                    Visit(errors, rest, item, path.Key(key));
            }
        }
    }

    private static void Map(List<FieldError> errors, List<string> keys, JsonArray list, string path)
    {
        for (var i = 0; i < list.Count; i++)
        {
            if (list[i] is null or JsonObject)
                continue;
            errors.Add(Finding.Invalid(path.Index(i), list[i], "must be an object for an array of list-type map"));
            return;
        }

        var identities = new JsonArray([.. list.Select(item => (JsonNode)Identity(keys, item))]);
        foreach (var i in Repeated(identities))
            errors.Add(Finding.Duplicate(path.Index(i), identities[i]));
    }

    private static JsonObject Identity(List<string> keys, JsonNode? item)
    {
        var identity = new JsonObject();
        foreach (var key in keys)
        {
            if (item is JsonObject map && map.TryGetPropertyValue(key, out var value))
                identity[key] = value?.DeepClone();
        }

        return identity;
    }

    /// <summary>The second appearances; a third one says nothing new.</summary>
    private static IEnumerable<int> Repeated(JsonArray list)
    {
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < list.Count; i++)
        {
            var text = GoText.Json(list[i]);
            seen[text] = seen.GetValueOrDefault(text) + 1;
            if (seen[text] == 2)
                yield return i;
        }
    }
}
