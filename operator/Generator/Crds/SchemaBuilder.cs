using System.Collections;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using SegmentOperator.Api.Schema;
using SegmentOperator.Kubernetes;

namespace SegmentOperator.Generator.Crds;

/// <summary>Builds structural OpenAPI v3 schemas from C# types: fields in the order of the properties.</summary>
internal sealed class SchemaBuilder(Documentation documentation)
{
    /// <summary>The schema of an object type.</summary>
    public JsonObject Object(Type type)
    {
        var properties = new JsonObject();
        var required = new JsonArray();
        foreach (var property in Properties(type))
        {
            properties[JsonName(property)] = Property(property);
            if (property.IsDefined(typeof(RequiredAttribute)))
                required.Add((JsonNode)JsonName(property));
        }

        var schema = new JsonObject { ["description"] = documentation.Summary(type), ["type"] = "object" };
        if (required.Count > 0)
            schema["required"] = required;
        schema["properties"] = properties;
        AddRules(schema, type.GetCustomAttributes<CelRuleAttribute>());
        return schema;
    }

    /// <summary>The schema of a property: its type's, with the property's own words and bounds.</summary>
    public JsonObject Property(PropertyInfo property)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        var schema = Value(type, property);
        schema.Remove("description");
        schema.Insert(0, "description", Describe(property, type));
        if (property.GetCustomAttribute<DefaultAttribute>() is { } value)
            schema["default"] = Literal(value.Value);
        AddRules(schema, property.GetCustomAttributes<CelRuleAttribute>());
        return schema;
    }

    /// <summary>The name in JSON.</summary>
    public static string JsonName(PropertyInfo property) =>
        property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name ?? JsonNamingPolicy.CamelCase.ConvertName(property.Name);

    private static IEnumerable<PropertyInfo> Properties(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            .Where(property => property.CanWrite)
            .OrderBy(property => property.MetadataToken);

    private JsonObject Value(Type type, PropertyInfo bounds) => type switch
    {
        _ when type == typeof(string) && bounds.IsDefined(typeof(QuantityAttribute)) => Quantity(bounds),
        _ when type == typeof(string) => Text(bounds),
        _ when type == typeof(bool) => new JsonObject { ["type"] = "boolean" },
        _ when type == typeof(int) => Number("int32", bounds),
        _ when type == typeof(long) => Number("int64", bounds),
        _ when type == typeof(DateTimeOffset) => new JsonObject { ["type"] = "string", ["format"] = "date-time" },
        _ when type == typeof(Condition) => ConditionSchema.Build(),
        _ when type.IsEnum => new JsonObject { ["type"] = "string", ["enum"] = new JsonArray([.. Members(type).Select(m => (JsonNode)m.Name)]) },
        _ when type.IsAssignableTo(typeof(IDictionary)) || Generic(type, typeof(IReadOnlyDictionary<,>)) => Map(type, bounds),
        _ when Generic(type, typeof(IReadOnlyList<>)) => List(type, bounds),
        _ when type.Assembly == typeof(RequiredAttribute).Assembly => Object(type),
        _ => throw new InvalidOperationException($"{bounds.DeclaringType!.Name}.{bounds.Name}: no schema for {type}."),
    };

    private static JsonObject Text(PropertyInfo property)
    {
        var schema = new JsonObject { ["type"] = "string" };
        var rules = new JsonArray();
        foreach (var bounds in property.GetCustomAttributes<StringBoundsAttribute>())
        {
            if (bounds.Format is { } format)
                schema["format"] = format;
            if (bounds.MinLength > 0)
                schema["minLength"] = bounds.MinLength;
            if (bounds.MaxLength > 0)
                schema["maxLength"] = bounds.MaxLength;
            if (bounds.Pattern is { } pattern)
                schema["pattern"] = pattern;
            if (bounds.Rule is { } rule)
                rules.Add((JsonNode)new JsonObject { ["rule"] = rule, ["message"] = bounds.Message });
        }

        if (rules.Count > 0)
            schema["x-kubernetes-validations"] = rules;
        return schema;
    }

    private static JsonObject Quantity(PropertyInfo property)
    {
        var schema = Text(property);
        schema.Remove("type");
        schema.Insert(0, "anyOf", new JsonArray(new JsonObject { ["type"] = "integer" }, new JsonObject { ["type"] = "string" }));
        schema["x-kubernetes-int-or-string"] = true;
        return schema;
    }

    private static JsonObject Number(string format, PropertyInfo property)
    {
        var schema = new JsonObject { ["type"] = "integer", ["format"] = format };
        if (property.GetCustomAttribute<RangeAttribute>() is { } range)
        {
            schema["minimum"] = range.Min;
            if (range.Max < (format == "int32" ? int.MaxValue : long.MaxValue))
                schema["maximum"] = range.Max;
        }

        return schema;
    }

    private JsonObject Map(Type type, PropertyInfo property)
    {
        var schema = new JsonObject { ["type"] = "object" };
        if (property.GetCustomAttribute<SizeAttribute>() is { } size)
            schema["maxProperties"] = size.Max;
        schema["additionalProperties"] = Value(type.GetGenericArguments()[1], property);
        return schema;
    }

    private JsonObject List(Type type, PropertyInfo property)
    {
        var schema = new JsonObject { ["type"] = "array" };
        if (property.GetCustomAttribute<SizeAttribute>() is { } size)
        {
            if (size.Min > 0)
                schema["minItems"] = size.Min;
            schema["maxItems"] = size.Max;
        }

        var listType = property.GetCustomAttribute<ListTypeAttribute>();
        schema["x-kubernetes-list-type"] = listType is null ? "atomic" : listType.Keys.Count == 0 ? "set" : "map";
        if (listType is { Keys.Count: > 0 })
            schema["x-kubernetes-list-map-keys"] = new JsonArray([.. listType.Keys.Select(key => (JsonNode)key)]);
        var items = Value(type.GetGenericArguments()[0], property);
        DefaultsAsWords(items);
        schema["items"] = items;
        return schema;
    }

    /// <summary>
    /// To kubectl apply, Argo CD and Flux a list is one value: with a default added inside of it by the server it would differ from what is
    /// in Git for ever. The types know these defaults by themselves.
    /// </summary>
    private static void DefaultsAsWords(JsonObject schema)
    {
        if (schema["default"] is { } value)
        {
            schema.Remove("default");
            schema["description"] = $"{schema["description"]}\nWhen left out: {value}.";
        }

        foreach (var (_, property) in schema["properties"] as JsonObject ?? [])
            DefaultsAsWords((JsonObject)property!);
        if (schema["additionalProperties"] is JsonObject values)
            DefaultsAsWords(values);
    }

    private string Describe(PropertyInfo property, Type type)
    {
        var element = type.IsGenericType ? type.GetGenericArguments()[^1] : type;
        var text = documentation.Summary(property);
        if (element.IsEnum)
            text = string.Join('\n', [text, .. Members(element).Select(member => $"{member.Name}: {documentation.Summary(member.Field)}")]);
        return documentation.Remarks(element) is { } remarks ? $"{text}\n{remarks}" : text;
    }

    private static IEnumerable<(string Name, FieldInfo Field)> Members(Type type) =>
        type.GetFields(BindingFlags.Public | BindingFlags.Static).OrderBy(field => field.MetadataToken)
            .Select(field => (field.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()?.Name ?? field.Name, field));

    private static void AddRules(JsonObject schema, IEnumerable<CelRuleAttribute> rules)
    {
        var list = schema["x-kubernetes-validations"] as JsonArray ?? [];
        foreach (var rule in rules)
        {
            var item = new JsonObject { ["rule"] = rule.Rule, ["message"] = rule.Message };
            if (rule.FieldPath is { } path)
                item["fieldPath"] = path;
            list.Add((JsonNode)item);
        }

        if (list.Count > 0)
            schema["x-kubernetes-validations"] = list;
    }

    private static bool Generic(Type type, Type definition) => type.IsGenericType && type.GetGenericTypeDefinition() == definition;

    private static JsonNode Literal(object value) => value switch
    {
        string text => text,
        bool flag => flag,
        int number => number,
        _ => throw new InvalidOperationException($"A default of {value.GetType()} is not supported."),
    };
}
