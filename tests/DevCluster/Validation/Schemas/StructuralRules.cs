using System.Text.Json.Nodes;

namespace SegmentOperator.DevCluster.Validation.Schemas;

/// <summary>
/// Whether a schema is structural: every field has its type outside of anyOf, oneOf, allOf and not, and these only restrict
/// what is declared. Findings are sorted by their text.
/// </summary>
internal sealed class StructuralRules
{
    private static readonly string[] UnsupportedKeys = ["id", "$schema", "$ref", "patternProperties", "dependencies", "additionalItems", "definitions"];
    private readonly List<FieldError> _errors = [];

    private enum Level
    {
        Root,
        Item,
        Field,
    }

    /// <summary>Why a schema cannot even be read as a structural one; null when it can.</summary>
    public static string? Unsupported(JsonNode? schema)
    {
        if (schema is not JsonObject map)
            return null;
        foreach (var key in UnsupportedKeys)
        {
            if (map.Has(key))
                return $"OpenAPIV3Schema '{(key == "$schema" ? "schema" : key)}' is not supported";
        }

        if (map["items"] is JsonArray)
            return "OpenAPIV3Schema 'items' must be a schema, but is an array";
        var children = map.Map("properties").Select(p => p.Value).Append(map["items"]).Append(map["additionalProperties"]).Append(map["not"])
            .Concat(map.Items("anyOf")).Concat(map.Items("oneOf")).Concat(map.Items("allOf"));
        return children.Select(Unsupported).FirstOrDefault(e => e is not null);
    }

    public static List<FieldError> Validate(JsonObject schema, string path)
    {
        var rules = new StructuralRules();
        rules.Structure(schema, Level.Root, path);
        rules.Complete(schema, schema, path, path);
        rules._errors.Sort((a, b) => string.CompareOrdinal(a.ToString(), b.ToString()));
        return rules._errors;
    }

    private void Structure(JsonObject schema, Level level, string path)
    {
        var type = schema.Str("type");
        if (type == "array" && schema["items"] is not JsonObject)
            _errors.Add(Finding.Required(path.Child("items"), "must be specified"));
        if (schema["items"] is JsonObject items)
            Structure(items, Level.Item, path.Child("items"));
        foreach (var (key, property) in schema.Map("properties"))
        {
            if (property is JsonObject propertySchema)
                Structure(propertySchema, Level.Field, path.Child("properties").Key(key));
        }

        if (schema.Has("additionalProperties"))
        {
            if (level == Level.Root)
                _errors.Add(Finding.Forbidden(path.Child("additionalProperties"), "must not be used at the root"));
            if (schema["additionalProperties"] is JsonObject rest)
                Structure(rest, Level.Field, path.Child("additionalProperties"));
        }

        var intOrString = schema.Flag("x-kubernetes-int-or-string");
        var preserve = schema.Flag("x-kubernetes-preserve-unknown-fields");
        var embedded = schema.Flag("x-kubernetes-embedded-resource");
        if (intOrString && preserve)
            _errors.Add(Finding.Invalid(path.Child("x-kubernetes-preserve-unknown-fields"), true, "must be false if x-kubernetes-int-or-string is true"));
        if (intOrString && embedded)
            _errors.Add(Finding.Invalid(path.Child("x-kubernetes-embedded-resource"), true, "must be false if x-kubernetes-int-or-string is true"));
        Values(schema, path, IsIntOrString(schema["anyOf"]), IsIntOrString(schema.Items("allOf").FirstOrDefault()?["anyOf"]));
        Type(schema, type, level, embedded, intOrString || preserve, path);
        Resource(schema, level, embedded, path);
        if (embedded && !preserve && schema.Map("properties").Count == 0)
        {
            _errors.Add(Finding.Required(path.Child("properties"),
                "must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields"));
        }
    }

    private void Type(JsonObject schema, string type, Level level, bool embedded, bool untyped, string path)
    {
        var at = path.Child("type");
        if (embedded && type != "object")
        {
            const string Detail = "must be object if x-kubernetes-embedded-resource is true";
            _errors.Add(type.Length == 0 ? Finding.Required(at, Detail) : Finding.Invalid(at, type, Detail));
        }
        else if (type.Length == 0 && !untyped)
        {
            _errors.Add(Finding.Required(at, level switch
            {
                Level.Root => "must not be empty at the root",
                Level.Item => "must not be empty for specified array items",
                _ => "must not be empty for specified object fields",
            }));
        }

        if (embedded && schema.Has("additionalProperties"))
            _errors.Add(Finding.Forbidden(path.Child("additionalProperties"), "must not be used if x-kubernetes-embedded-resource is set"));
        if (level == Level.Root && type.Length > 0 && type != "object")
            _errors.Add(Finding.Invalid(at, type, "must be object at the root"));
    }

    /// <summary>What may be said of apiVersion, kind and metadata, which are implied.</summary>
    private void Resource(JsonObject schema, Level level, bool embedded, string path)
    {
        if (level != Level.Root && !embedded)
            return;
        foreach (var key in new[] { "kind", "apiVersion" })
        {
            if (schema.Map("properties")[key] is JsonObject property && property.Str("type") != "string")
                _errors.Add(Finding.Invalid(path.Child("properties").Key(key).Child("type"), property.Str("type"), "must be string"));
        }

        if (schema.Map("properties")["metadata"] is not JsonObject metadata)
            return;
        var at = path.Child("properties").Key("metadata");
        if (metadata.Str("type") != "object")
            _errors.Add(Finding.Invalid(at.Child("type"), metadata.Str("type"), "must be object"));
        var isPlain = metadata.All(p => p.Key is "type" or "default" or "properties")
            && metadata.Map("properties").All(p => p.Key is "name" or "generateName");
        if (level == Level.Root && !isPlain)
            _errors.Add(Finding.Forbidden(at, "must not specify anything other than name and generateName, but metadata is implicitly specified"));
    }

    /// <summary>The combinations of a schema: what stands in them must not repeat the structure.</summary>
    private void Values(JsonObject schema, string path, bool skipAnyOf = false, bool skipFirstAllOf = false)
    {
        if (!skipAnyOf)
            Nested(schema, "anyOf", path);
        Nested(schema, "allOf", path, skipFirstAllOf);
        Nested(schema, "oneOf", path);
        if (schema["not"] is JsonObject not)
            Nested(not, path.Child("not"), skipAnyOf: false);
        if (schema.Str("pattern") is { Length: > 0 } pattern && GoRegex.Compile(pattern) is null)
            _errors.Add(Finding.Invalid(path.Child("pattern"), pattern, $"must be a valid regular expression, but isn't: {GoRegexErrors.Of(pattern)}"));
    }

    private void Nested(JsonObject schema, string key, string path, bool skipFirst = false)
    {
        var index = 0;
        foreach (var part in schema.Objects(key))
        {
            Nested(part, path.Child(key).Index(index), skipFirst && index == 0);
            index++;
        }
    }

    private void Nested(JsonObject schema, string path, bool skipAnyOf)
    {
        Values(schema, path, skipAnyOf);
        if (schema["items"] is JsonObject items)
            Nested(items, path.Child("items"), skipAnyOf: false);
        foreach (var (key, property) in schema.Map("properties"))
        {
            if (property is JsonObject propertySchema)
                Nested(propertySchema, path.Child("properties").Key(key), skipAnyOf: false);
        }

        Forbid(schema.Str("type").Length > 0, path, "type", "must be empty to be structural");
        Forbid(schema.Has("additionalProperties"), path, "additionalProperties", "must be undefined to be structural");
        Forbid(schema.Has("default"), path, "default", "must be undefined to be structural");
        Forbid(schema.Str("title").Length > 0, path, "title", "must be empty to be structural");
        Forbid(schema.Str("description").Length > 0, path, "description", "must be empty to be structural");
        foreach (var key in new[] { "nullable", "x-kubernetes-preserve-unknown-fields", "x-kubernetes-embedded-resource", "x-kubernetes-int-or-string" })
            Forbid(schema.Flag(key), path, key, "must be false to be structural");
        Forbid(schema.Items("x-kubernetes-list-map-keys").Any(), path, "x-kubernetes-list-map-keys", "must be empty to be structural");
        Forbid(schema.Has("x-kubernetes-list-type"), path, "x-kubernetes-list-type", "must be undefined to be structural");
        Forbid(schema.Has("x-kubernetes-map-type"), path, "x-kubernetes-map-type", "must be undefined to be structural");
        Forbid(schema.Items("x-kubernetes-validations").Any(), path, "x-kubernetes-validations", "must be empty to be structural");
        if (schema.Map("properties").ContainsKey("metadata"))
            _errors.Add(Finding.Forbidden(path.Child("properties").Key("metadata"), "must not be specified in a nested context"));
    }

    private void Forbid(bool present, string path, string key, string detail)
    {
        if (present)
            _errors.Add(Finding.Forbidden(path.Child(key), detail));
    }

    /// <summary>Every field that a combination speaks of is declared in the structure.</summary>
    private void Complete(JsonObject values, JsonObject? structure, string path, string valuesPath)
    {
        foreach (var key in new[] { "not", "allOf", "anyOf", "oneOf" })
        {
            var index = 0;
            foreach (var part in values[key] is JsonObject one ? [one] : values.Objects(key))
            {
                var at = key == "not" ? valuesPath.Child(key) : valuesPath.Child(key).Index(index++);
                CompleteNested(part, structure, path, at);
            }
        }
    }

    private void CompleteNested(JsonObject values, JsonObject? structure, string path, string valuesPath)
    {
        if (structure is null)
        {
            _errors.Add(Finding.Required(path, $"because it is defined in {valuesPath}"));
            return;
        }

        Complete(values, structure, path, valuesPath);
        if (values["items"] is JsonObject items)
            CompleteNested(items, structure["items"] as JsonObject, path.Child("items"), valuesPath.Child("items"));
        foreach (var (key, property) in values.Map("properties"))
        {
            if (property is JsonObject propertyValues)
            {
                CompleteNested(propertyValues, structure.Map("properties")[key] as JsonObject, path.Child("properties").Key(key),
                    valuesPath.Child("properties").Key(key));
            }
        }
    }

    private static bool IsIntOrString(JsonNode? anyOf) => anyOf is JsonArray { Count: 2 } list
        && list[0] is JsonObject { Count: 1 } first && first.Str("type") == "integer"
        && list[1] is JsonObject { Count: 1 } second && second.Str("type") == "string";
}
