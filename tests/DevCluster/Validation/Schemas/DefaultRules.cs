using System.Text.Json.Nodes;

namespace SegmentOperator.DevCluster.Validation.Schemas;

/// <summary>Defaults in a schema must themselves be valid and hold no unknown fields.</summary>
internal static class DefaultRules
{
    public static List<FieldError> Validate(JsonObject schema, string path)
    {
        List<FieldError> errors = [];
        Visit(errors, schema, path, isResource: true);
        return errors;
    }

    private static void Visit(List<FieldError> errors, JsonObject schema, string path, bool isResource)
    {
        isResource |= schema.Flag("x-kubernetes-embedded-resource");
        if (schema["default"] is { } preset)
            Check(errors, schema, preset, path.Child("default"));
        if (schema["items"] is JsonObject items)
            Visit(errors, items, path.Child("items"), isResource: false);
        foreach (var (key, property) in schema.Map("properties").OrderBy(p => p.Key, StringComparer.Ordinal))
        {
            // What is said of apiVersion, kind and metadata is refused elsewhere when it has defaults.
            if (property is JsonObject propertySchema && !(isResource && key is "apiVersion" or "kind" or "metadata"))
                Visit(errors, propertySchema, path.Child("properties").Key(key), isResource: false);
        }
    }

    private static void Check(List<FieldError> errors, JsonObject schema, JsonNode preset, string path)
    {
        var pruned = preset.DeepClone();
        if (SchemaPruning.Prune(schema, pruned, isResourceRoot: false).Count > 0)
            errors.Add(Finding.Invalid(path, preset, "must not have unknown fields"));
        var wrong = EmbeddedResources.Validate(schema, preset);
        if (wrong.Count == 0)
            wrong = SchemaValidator.Validate(schema, preset);
        if (wrong.Count == 0)
            wrong = CelRules.Compile(schema, schema.Flag("x-kubernetes-embedded-resource"))?.Validate(preset, preset) ?? [];
        if (wrong.Count == 0)
            wrong = CelRules.Compile(schema, schema.Flag("x-kubernetes-embedded-resource"))?.Validate(preset, null) ?? [];
        errors.AddRange(wrong.Select(e => e with { Field = e.Field == "<nil>" ? path : path.Child(e.Field) }));
    }
}
