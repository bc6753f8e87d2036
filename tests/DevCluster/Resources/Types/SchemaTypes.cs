using System.Text.Json.Nodes;

namespace SegmentOperator.DevCluster.Resources.Types;

/// <summary>Reads the types of a custom resource off its OpenAPI schema.</summary>
internal static class SchemaTypes
{
    /// <summary>The type of a whole object: the schema's, with the metadata that every object has.</summary>
    public static FieldType OfObject(JsonObject schema, FieldType objectMeta)
    {
        var type = Of(schema);
        if (type.Kind == FieldKind.Any)
            type = new FieldType { Kind = FieldKind.Struct, KeepsUnknown = true };
        var whole = new FieldType
        {
            Kind = FieldKind.Struct,
            KeepsUnknown = type.KeepsUnknown,
            Schema = schema,
        };
        whole.Fields["apiVersion"] = new FieldInfo("apiVersion", new FieldType { Kind = FieldKind.String });
        whole.Fields["kind"] = new FieldInfo("kind", new FieldType { Kind = FieldKind.String });
        whole.Fields["metadata"] = new FieldInfo("metadata", objectMeta);
        foreach (var field in type.Fields.Values)
            whole.Fields.TryAdd(field.Name, field);
        return whole;
    }

    private static FieldType Of(JsonObject schema)
    {
        if (schema.Flag("x-kubernetes-int-or-string"))
            return new FieldType { Kind = FieldKind.IntOrString, Schema = schema };
        var keeps = schema.Flag("x-kubernetes-preserve-unknown-fields");
        switch (schema.Text("type"))
        {
            case "object" when schema["additionalProperties"] is JsonObject values && schema["properties"] is null:
                return new FieldType { Kind = FieldKind.Map, Element = Of(values), IsAtomic = Atomic(schema), Schema = schema };
            case "object" when schema["properties"] is JsonObject || !keeps:
                var type = new FieldType
                {
                    Kind = FieldKind.Struct,
                    IsAtomic = Atomic(schema),
                    KeepsUnknown = keeps || schema["additionalProperties"] is not null || schema.Flag("x-kubernetes-embedded-resource"),
                    Schema = schema,
                };
                foreach (var (name, child) in schema["properties"] as JsonObject ?? [])
                {
                    if (child is JsonObject field)
                        type.Fields[name] = new FieldInfo(name, Of(field)) { Default = field["default"]?.DeepClone() };
                }
                return type;
            case "array":
                return new FieldType
                {
                    Kind = FieldKind.List,
                    Element = schema["items"] is JsonObject items ? Of(items) : FieldType.Anything,
                    Keys = [.. schema.Texts("x-kubernetes-list-map-keys")],
                    Semantics = schema.Text("x-kubernetes-list-type") switch
                    {
                        "map" => ListSemantics.Map,
                        "set" => ListSemantics.Set,
                        _ => ListSemantics.Atomic,
                    },
                    Schema = schema,
                };
            case "string":
                return new FieldType { Kind = FieldKind.String, Schema = schema };
            case "integer":
                return new FieldType { Kind = FieldKind.Int64, Schema = schema };
            case "number":
                return new FieldType { Kind = FieldKind.Number, Schema = schema };
            case "boolean":
                return new FieldType { Kind = FieldKind.Bool, Schema = schema };
            default:
                return new FieldType { Kind = FieldKind.Any, IsAtomic = Atomic(schema), Schema = schema };
        }
    }

    private static bool Atomic(JsonObject schema) => schema.Text("x-kubernetes-map-type") == "atomic";
}
