using System.Text.Json.Nodes;

namespace SegmentOperator.DevCluster.Resources.Types;

/// <summary>Writes types as OpenAPI v3 schemas.</summary>
internal static class OpenApiSchemas
{
    private const string Prefix = "#/components/schemas/";

    /// <summary>The name of a struct among a document's schemas.</summary>
    public static string NameOf(FieldType type) => $"{type.Package}.{type.Name}";

    /// <summary>The whole schema without references; where a struct contains itself, the inner one is left open.</summary>
    public static JsonObject Inline(FieldType type) => Value(type, [], null);

    /// <summary>The struct's schema, referring to other structs by name; they are put into the sink.</summary>
    public static JsonObject Named(FieldType type, ISet<FieldType> sink) => Struct(type, [], sink);

    private static JsonObject Value(FieldType type, HashSet<FieldType> open, ISet<FieldType>? sink)
    {
        switch (type.Kind)
        {
            case FieldKind.Struct when sink is not null && type.Name.Length > 0:
                sink.Add(type);
                return new JsonObject { ["$ref"] = Prefix + NameOf(type) };
            case FieldKind.Any when sink is not null && type.Name.Length > 0:
                sink.Add(type);
                return new JsonObject { ["$ref"] = Prefix + NameOf(type) };
            case FieldKind.Struct:
                return Struct(type, open, sink);
            case FieldKind.Map:
                var map = new JsonObject { ["type"] = "object", ["additionalProperties"] = Value(type.Element!, open, sink) };
                if (type.IsAtomic)
                    map["x-kubernetes-map-type"] = "atomic";
                return map;
            case FieldKind.List:
                var list = new JsonObject { ["type"] = "array", ["items"] = Value(type.Element!, open, sink) };
                if (type.Semantics == ListSemantics.Map)
                    list["x-kubernetes-list-map-keys"] = new JsonArray([.. type.Keys.Select(k => JsonValue.Create(k))]);
                list["x-kubernetes-list-type"] = type.Semantics.ToString().ToLowerInvariant();
                return list;
            case FieldKind.Time or FieldKind.MicroTime when sink is not null:
                return new JsonObject { ["$ref"] = $"{Prefix}io.k8s.apimachinery.pkg.apis.meta.v1.{type.Kind}" };
            case FieldKind.Quantity when sink is not null:
                return new JsonObject { ["$ref"] = $"{Prefix}io.k8s.apimachinery.pkg.api.resource.Quantity" };
            case FieldKind.IntOrString when sink is not null:
                return new JsonObject { ["$ref"] = $"{Prefix}io.k8s.apimachinery.pkg.util.intstr.IntOrString" };
            default:
                return Scalar(type.Kind);
        }
    }

    private static JsonObject Struct(FieldType type, HashSet<FieldType> open, ISet<FieldType>? sink)
    {
        var schema = new JsonObject { ["type"] = "object" };
        if (!open.Add(type))
        {
            schema["x-kubernetes-preserve-unknown-fields"] = true;
            return schema;
        }
        var properties = new JsonObject();
        foreach (var field in type.Fields.Values.OrderBy(f => f.Name, StringComparer.Ordinal))
            properties[field.Name] = Field(field, open, sink);
        if (properties.Count > 0)
            schema["properties"] = properties;
        var required = type.Fields.Values.Where(f => f.IsRequired).Select(f => JsonValue.Create(f.Name)).ToArray<JsonNode?>();
        if (required.Length > 0)
            schema["required"] = new JsonArray(required);
        if (type.IsAtomic)
            schema["x-kubernetes-map-type"] = "atomic";
        open.Remove(type);
        return schema;
    }

    private static JsonObject Field(FieldInfo field, HashSet<FieldType> open, ISet<FieldType>? sink)
    {
        var schema = Value(field.Type, open, sink);
        if (schema["$ref"] is not null)
        {
            var reference = schema;
            schema = new JsonObject();
            if (field.Presence == Presence.Always && field.Type.Kind == FieldKind.Struct)
                schema["default"] = new JsonObject();
            schema["allOf"] = new JsonArray(reference);
        }
        if (field.Description.Length > 0)
            schema.Insert(0, "description", field.Description);
        if (field.Default is { } standard && field.Default is not JsonObject)
            schema["default"] = standard.DeepClone();
        if (field.Merges)
        {
            schema["x-kubernetes-patch-strategy"] = field.RetainsKeys ? "merge,retainKeys" : "merge";
            if (field.MergeKey.Length > 0)
                schema["x-kubernetes-patch-merge-key"] = field.MergeKey;
        }
        // Lists that are neither set nor map say nothing of it unless they are shared by several writers.
        if (field.Type is { Kind: FieldKind.List, Semantics: ListSemantics.Atomic } && sink is not null && field.Name != "managedFields")
            schema.Remove("x-kubernetes-list-type");
        return schema;
    }

    /// <summary>The schemas of the scalars that have a name of their own.</summary>
    public static JsonObject Scalar(FieldKind kind) => kind switch
    {
        FieldKind.Int32 => new JsonObject { ["type"] = "integer", ["format"] = "int32" },
        FieldKind.Int64 => new JsonObject { ["type"] = "integer", ["format"] = "int64" },
        FieldKind.Number => new JsonObject { ["type"] = "number", ["format"] = "double" },
        FieldKind.Bool => new JsonObject { ["type"] = "boolean" },
        FieldKind.Bytes => new JsonObject { ["type"] = "string", ["format"] = "byte" },
        FieldKind.Time or FieldKind.MicroTime => new JsonObject { ["type"] = "string", ["format"] = "date-time" },
        FieldKind.Quantity => new JsonObject
        {
            ["oneOf"] = new JsonArray(new JsonObject { ["type"] = "string" }, new JsonObject { ["type"] = "number" }),
        },
        FieldKind.IntOrString => new JsonObject
        {
            ["format"] = "int-or-string",
            ["oneOf"] = new JsonArray(new JsonObject { ["type"] = "integer" }, new JsonObject { ["type"] = "string" }),
        },
        FieldKind.Any => new JsonObject { ["type"] = "object", ["x-kubernetes-preserve-unknown-fields"] = true },
        _ => new JsonObject { ["type"] = "string" },
    };
}
