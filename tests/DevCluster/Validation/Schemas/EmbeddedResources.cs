using System.Text.Json.Nodes;

namespace SegmentOperator.DevCluster.Validation.Schemas;

/// <summary>What holds for resources embedded in a custom resource: they have a type, and their metadata is sound.</summary>
internal static class EmbeddedResources
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
            for (var i = 0; i < list.Count; i++)
                Visit(errors, schema["items"] as JsonObject, list[i], path.Index(i));
        }
        else if (value is JsonObject map)
        {
            if (schema.Flag("x-kubernetes-embedded-resource"))
                Resource(errors, map, path);
            foreach (var (key, item) in map.OrderBy(p => p.Key, StringComparer.Ordinal))
            {
                if (schema.Map("properties")[key] is JsonObject property)
                    Visit(errors, property, item, path.Child(key));
                else
                    Visit(errors, schema["additionalProperties"] as JsonObject, item, path.Key(key));
            }
        }
    }

    private static void Resource(List<FieldError> errors, JsonObject resource, string path)
    {
        foreach (var key in new[] { "apiVersion", "kind" })
        {
            if (!resource.ContainsKey(key))
                errors.Add(Finding.Required(path.Child(key)));
        }

        foreach (var key in new[] { "apiVersion", "kind" })
        {
            if (!resource.TryGetPropertyValue(key, out var value))
                continue;
            if (value.Text() is not { } text)
                errors.Add(Finding.Invalid(path.Child(key), value, "must be a string"));
            else if (text.Length == 0)
                errors.Add(Finding.Invalid(path.Child(key), text, "must not be empty"));
            else if (key == "apiVersion" && text.Count(c => c == '/') > 1)
                errors.Add(Finding.Invalid(path.Child(key), text, $"unexpected GroupVersion string: {text}"));
            else if (key == "kind" && Names.Dns1035Label(text.ToLowerInvariant()) is { Count: > 0 } wrong)
                errors.Add(Finding.Invalid(path.Child(key), text, "may have mixed case, but should otherwise match: " + string.Join(',', wrong)));
        }

        if (resource["metadata"] is JsonObject metadata)
        {
            if (ObjectMetadata.TypeError(metadata) is { } wrong)
            {
                errors.Add(Finding.Invalid(path.Child("metadata"), metadata, wrong));
                return;
            }

            var named = metadata.Clone();
            if (named.Str("name").Length == 0)
                named["name"] = "fakename";
            errors.AddRange(MetadataRules.Create(named, named.Str("namespace").Length > 0, Names.PathSegment, path: path.Child("metadata")));
        }
    }
}
