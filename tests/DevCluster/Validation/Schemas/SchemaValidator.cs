using System.Globalization;
using System.Text.Json.Nodes;

namespace SegmentOperator.DevCluster.Validation.Schemas;

/// <summary>
/// Holds a value against an OpenAPI v3 schema and reports what a kube-apiserver reports, in its order: type, combinations,
/// text, format, number, list, enumeration, object. On an update, parts that did not change are not judged again (ratcheting).
/// </summary>
internal static class SchemaValidator
{
    private const string Integer = "integer";
    private const string Number = "number";

    /// <summary>What is wrong with the value.</summary>
    /// <param name="schema">The schema.</param>
    /// <param name="value">The value.</param>
    /// <param name="old">Its earlier state, or null when it is new.</param>
    /// <param name="path">Where the value stands; empty for the root.</param>
    public static List<FieldError> Validate(JsonObject schema, JsonNode? value, JsonNode? old = null, string path = "") =>
        Check(schema, value, old, path).Errors;

    private static Result Check(JsonObject schema, JsonNode? value, JsonNode? old, string path)
    {
        var result = new Result();
        var types = Types(schema);
        var format = SchemaFormats.Effective(types.Length == 1 ? types[0] : types.Length == 0 ? "" : "mixed", schema.Str("format"));
        var kind = value.Kind();
        if (kind == JsonType.Null)
        {
            if (types.Length > 0 && !schema.Flag("nullable"))
                result.Add(WrongType(path, string.Join(',', types), "null"));
            Enumeration(result, schema, value, path);
            return result;
        }

        if (types.Length > 0 || format.Length > 0)
        {
            if (TypeError(types, format, value, kind, path) is { } error)
                result.Add(error);
            else
                result.Matches++;
            result.Matches++;
        }

        result.Merge(Combinations(schema, value, path));
        switch (kind)
        {
            case JsonType.String:
                Text(result, schema, value!.GetValue<string>(), path);
                if (format.Length > 0 && types is not [Integer] and not [Number])
                    Format(result, format, value.GetValue<string>(), path);
                break;
            case JsonType.Integer or JsonType.Number:
                SchemaNumbers.Check(result, schema, types, value!, path);
                break;
            case JsonType.Array:
                List(result, schema, (JsonArray)value!, old as JsonArray, path);
                break;
        }

        Enumeration(result, schema, value, path);
        if (kind == JsonType.Object)
            Map(result, schema, (JsonObject)value!, old as JsonObject, path);
        result.Matches++;
        return result;
    }

    private static string[] Types(JsonObject schema) => schema.Flag("x-kubernetes-int-or-string")
        ? [Integer, "string"]
        : schema.Text("type") is { Length: > 0 } type ? [type] : [];

    private static FieldError? TypeError(string[] types, string format, JsonNode? value, JsonType kind, string path)
    {
        var (actual, actualFormat) = kind switch
        {
            JsonType.Integer => (Integer, "int64"),
            JsonType.Number => (Number, "float64"),
            _ => (value.TypeName(), ""),
        };
        var fits = types.Contains(actual)
            || (kind == JsonType.Number && types.Contains(Integer) && value.Double() == Math.Truncate(value.Double()))
            || (kind == JsonType.Integer && types.Contains(Number));
        if (kind is not (JsonType.String or JsonType.Array) && format.Length > 0 && !fits)
            return WrongType(path, format, actualFormat);
        if (!types.Contains(Number) && !types.Contains(Integer) && format.Length > 0 && kind is JsonType.String or JsonType.Array)
            return null;
        return fits ? null : WrongType(path, string.Join(',', types), actual);
    }

    private static FieldError WrongType(string path, string expected, string actual) =>
        Finding.TypeInvalid(path, actual, $"{path} in body must be of type {expected}: {GoText.Quote(actual)}");

    private static Result Combinations(JsonObject schema, JsonNode? value, string path)
    {
        var result = new Result { Matches = 1 };
        var quoted = GoText.Quote(path);
        if (schema["anyOf"] is JsonArray { Count: > 0 } anyOf)
        {
            var tried = anyOf.OfType<JsonObject>().Select(s => Check(s, value, null, path)).ToList();
            var good = tried.Find(r => r.Errors.Count == 0);
            if (good is null)
                result.Add(Finding.Invalid("", "", $"{quoted} must validate at least one schema (anyOf)"));
            result.Merge(good ?? tried.MaxBy(r => r.Matches));
        }

        if (schema["oneOf"] is JsonArray { Count: > 0 } oneOf)
        {
            var tried = oneOf.OfType<JsonObject>().Select(s => Check(s, value, null, path)).ToList();
            var good = tried.Count(r => r.Errors.Count == 0);
            if (good == 0)
                result.Add(Finding.Invalid("", "", $"{quoted} must validate one and only one schema (oneOf). Found none valid"));
            else if (good > 1)
                result.Add(Finding.Invalid("", "", $"{quoted} must validate one and only one schema (oneOf). Found {good} valid alternatives"));
            if (good <= 1)
                result.Merge(good == 1 ? tried.Find(r => r.Errors.Count == 0) : tried.MaxBy(r => r.Matches));
        }

        if (schema["allOf"] is JsonArray { Count: > 0 } allOf)
        {
            var tried = allOf.OfType<JsonObject>().Select(s => Check(s, value, null, path)).ToList();
            tried.ForEach(result.Merge);
            var good = tried.Count(r => r.Errors.Count == 0);
            if (good != tried.Count)
                result.Add(Finding.Invalid("", "", $"{quoted} must validate all the schemas (allOf){(good == 0 ? ". None validated" : "")}"));
        }

        if (schema["not"] is JsonObject not && Check(not, value, null, path).Errors.Count == 0)
            result.Add(Finding.Invalid("", "", $"{quoted} must not validate the schema (not)"));
        return result;
    }

    private static void Text(Result result, JsonObject schema, string text, string path)
    {
        var length = text.EnumerateRunes().Count();
        if (schema.Integer("maxLength") is { } max && length > max)
            result.Add(Finding.TooLong(path, max));
        else if (schema.Integer("minLength") is { } min && length < min)
            result.Add(Finding.Invalid(path, text, $"{path} in body should be at least {min} chars long"));
        else if (schema.Str("pattern") is { Length: > 0 } pattern && !GoRegex.IsMatch(pattern, text))
            result.Add(Finding.Invalid(path, text, $"{path} in body should match '{pattern}'"));
    }

    private static void Format(Result result, string format, string text, string path)
    {
        if (!SchemaFormats.Matches(format, text))
            result.Add(Finding.TypeInvalid(path, text, $"{path} in body must be of type {format}: {GoText.Quote(text)}"));
    }

    private static void List(Result result, JsonObject schema, JsonArray list, JsonArray? old, string path)
    {
        if (schema["items"] is JsonObject items)
        {
            for (var i = 0; i < list.Count; i++)
            {
                var before = Correlation.Item(schema, list[i], old);
                if (before is null || !JsonValues.Same(list[i], before))
                    result.Merge(Check(items, list[i], before, path.Index(i)));
            }
        }

        if (schema.Integer("minItems") is { } min && list.Count < min)
            result.Add(Finding.Invalid(path, list.Count, $"{path} in body should have at least {min} items"));
        if (schema.Integer("maxItems") is { } max && list.Count > max)
            result.Add(Finding.TooMany(path, list.Count, max));
        if (schema.Flag("uniqueItems") && list.Select(GoText.Json).Distinct(StringComparer.Ordinal).Count() < list.Count)
            result.Add(Finding.Invalid(path, "", $"{path} in body shouldn't contain duplicates"));
        result.Matches++;
    }

    private static void Enumeration(Result result, JsonObject schema, JsonNode? value, string path)
    {
        if (schema["enum"] is not JsonArray { Count: > 0 } allowed || allowed.Any(a => Equal(a, value)))
            return;
        result.Add(Finding.NotSupported(path, value, allowed.Select(a => a.Text() ?? GoText.Json(a))));
    }

    private static bool Equal(JsonNode? allowed, JsonNode? value) => allowed is not null && (JsonValues.Same(allowed, value)
        || (allowed.Kind() is JsonType.Integer or JsonType.Number && value.Kind() is JsonType.Integer or JsonType.Number
            && allowed.Double() == value.Double()));

    private static void Map(Result result, JsonObject schema, JsonObject map, JsonObject? old, string path)
    {
        if (schema.Integer("minProperties") is { } min && map.Count < min)
            result.Add(Finding.Invalid(path, map.Count, $"{path} in body should have at least {min} properties"));
        if (schema.Integer("maxProperties") is { } max && map.Count > max)
            result.Add(Finding.TooMany(path, map.Count, max));

        var properties = schema.Map("properties");
        var rest = schema["additionalProperties"];
        foreach (var (key, value) in map.OrderBy(p => p.Key, StringComparer.Ordinal))
        {
            if (properties.ContainsKey(key) || rest is null)
                continue;
            if (rest is JsonObject restSchema)
                Property(result, restSchema, value, old, key, path);
            else if (rest.GetValueKind() == System.Text.Json.JsonValueKind.False)
                result.Add(Finding.Invalid(path.Child(key), "", string.Create(CultureInfo.InvariantCulture, $"{path}.{key} in body is a forbidden property")));
        }

        foreach (var (key, property) in properties.OrderBy(p => p.Key, StringComparer.Ordinal))
        {
            if (property is JsonObject propertySchema && map.TryGetPropertyValue(key, out var value))
                Property(result, propertySchema, value, old, key, path);
        }

        foreach (var required in schema.Texts("required"))
        {
            if (!map.ContainsKey(required))
                result.Add(Finding.Required(path.Child(required)));
        }
    }

    private static void Property(Result result, JsonObject schema, JsonNode? value, JsonObject? old, string key, string path)
    {
        JsonNode? before = null;
        if (old is null || !old.TryGetPropertyValue(key, out before) || !JsonValues.Same(value, before))
            result.Merge(Check(schema, value, before, path.Child(key)));
    }

    /// <summary>Errors, and how many checks went well: of several alternatives that fail, the best one is explained.</summary>
    internal sealed class Result
    {
        public List<FieldError> Errors { get; } = [];

        public int Matches { get; set; }

        public void Add(FieldError error) => Errors.Add(error);

        public void Merge(Result? other)
        {
            if (other is null)
                return;
            Errors.AddRange(other.Errors);
            Matches += other.Matches;
        }
    }
}
