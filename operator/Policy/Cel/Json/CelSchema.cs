using System.Text.Json.Nodes;

namespace SegmentOperator.Policy.Cel;

/// <summary>Types from the structural schemas of CustomResourceDefinitions, with the rules that a kube-apiserver applies.</summary>
public static class CelSchema
{
    /// <summary>
    /// The type of what a structural OpenAPI v3 schema describes; null where an expression cannot reach it, because the schema
    /// does not say what it is. Fields carry Kubernetes' escapes (<c>__dot__</c>), text with format date-time, date, duration
    /// or byte becomes timestamp, duration or bytes, and int-or-string is dyn.
    /// </summary>
    /// <param name="schema">A structural schema: <c>type</c>, <c>properties</c>, <c>items</c> and so on.</param>
    /// <param name="isResourceRoot">Whether apiVersion, kind, metadata.name and metadata.generateName are there even if undeclared.</param>
    public static CelType? TypeOf(JsonObject schema, bool isResourceRoot = false)
    {
        if (Flag(schema, "x-kubernetes-int-or-string"))
            return CelType.Dyn.WithSizes(MaxLength(schema) ?? CelSizes.Request - 2, 1);
        var type = (string?)schema["type"];
        if (isResourceRoot || type == "object")
            return Object(schema, isResourceRoot);
        return type switch
        {
            "array" => List(schema),
            "string" => Text(schema),
            "boolean" => CelType.Bool.WithSizes(null, 4),
            "number" => CelType.Double.WithSizes(null, 1),
            "integer" => CelType.Int.WithSizes(null, 1),
            _ => null,
        };
    }

    /// <summary>How an expression spells a property: itself, or escaped; null where no expression can.</summary>
    public static string? Escape(string propertyName) => CelNames.Escape(propertyName);

    /// <summary>The property that an escaped name stands for; null where it is no valid escape.</summary>
    public static string? Unescape(string name) => CelNames.Unescape(name);

    private static CelType? Nested(JsonNode? schema) =>
        schema is JsonObject o ? TypeOf(o, Flag(o, "x-kubernetes-embedded-resource")) : null;

    private static bool Flag(JsonObject schema, string name) => schema[name] is JsonValue value && value.TryGetValue(out bool set) && set;

    private static long? Bound(JsonObject schema, string name) =>
        schema[name] is { } value ? Math.Max(0, CelJson.FromNode(value) is { Kind: CelKind.Int } n ? n.AsInt() : 0) : null;

    /// <summary>In octets: a code point takes up to four.</summary>
    private static long? MaxLength(JsonObject schema) => Bound(schema, "maxLength") is { } length ? Math.Min(length, long.MaxValue / 4) * 4 : null;

    private static CelType? List(JsonObject schema)
    {
        if (Nested(schema["items"]) is not { } items)
            return null;
        var max = Bound(schema, "maxItems") ?? CelSizes.MaxItems(items.MinSerializedSize);
        var semantics = (string?)schema["x-kubernetes-list-type"] switch
        {
            "set" => CelListSemantics.Set,
            "map" => CelListSemantics.Map,
            _ => CelListSemantics.Atomic,
        };
        var keys = schema["x-kubernetes-list-map-keys"]?.AsArray().Select(k => (string)k!).ToList();
        return CelType.List(items).WithSizes(max, 2).WithListSemantics(semantics, keys);
    }

    private static CelType? Object(JsonObject schema, bool isResourceRoot)
    {
        if (schema["additionalProperties"] is JsonObject additional)
        {
            if (Nested(additional) is not { } value)
                return null;
            var max = Bound(schema, "maxProperties") ?? CelSizes.MaxProperties(value.MinSerializedSize);
            return CelType.Map(CelType.String, value).WithSizes(max, 2);
        }

        var required = schema["required"]?.AsArray().Select(r => (string)r!).ToHashSet(StringComparer.Ordinal) ?? [];
        var fields = new Dictionary<string, CelField>(StringComparer.Ordinal);
        var size = 2L;
        foreach (var (name, property) in schema["properties"]?.AsObject() ?? [])
        {
            if (Nested(property) is not { } type)
                continue;
            if (Escape(name) is { } escaped)
                fields[escaped] = new CelField(escaped, name, type, required.Contains(name));
            // kube-apiserver takes a reserved word as a field name both ways, `self.namespace` and `self.__namespace__`.
            if (CelNames.IsReserved(name))
                fields[name] = new CelField(name, name, type, required.Contains(name));
            if (required.Contains(name) && property!["default"] is null)
                size += name.Length + type.MinSerializedSize + 4;
        }

        if (isResourceRoot)
            AddResourceFields(fields);
        return CelType.Object("object", fields.Values).WithSizes(null, size);
    }

    private static void AddResourceFields(Dictionary<string, CelField> fields)
    {
        var text = CelType.String.WithSizes(CelSizes.Request - 2, 2);
        fields["apiVersion"] = new CelField("apiVersion", "apiVersion", text);
        fields["kind"] = new CelField("kind", "kind", text);
        var declared = fields.GetValueOrDefault("metadata")?.Type;
        if (declared?.Fields.ContainsKey("name") == true && declared.Fields.ContainsKey("generateName"))
            return;
        CelField[] names = [new("name", "name", text), new("generateName", "generateName", text)];
        fields["metadata"] = new CelField("metadata", "metadata", CelType.Object("object", names).WithSizes(null, 2));
    }

    private static CelType Text(JsonObject schema) => (string?)schema["format"] switch
    {
        "byte" => CelType.Bytes.WithSizes(Bound(schema, "maxLength") ?? CelSizes.Request - 2, 2),
        "duration" => CelType.Duration.WithSizes(32, 4),
        "date" => CelType.Timestamp.WithSizes(12, 12),
        "date-time" => CelType.Timestamp.WithSizes(27, 21),
        _ => CelType.String.WithSizes(MaxLength(schema) ?? LongestEnum(schema) ?? CelSizes.Request - 2, 2),
    };

    private static long? LongestEnum(JsonObject schema) => schema["enum"] is JsonArray { Count: > 0 } values
        ? values.Max(v => v is JsonValue value && value.TryGetValue(out string? text) ? text!.Length : 0)
        : null;
}
