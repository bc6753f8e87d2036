using System.Reflection;
using System.Text.Json.Nodes;
using SegmentOperator.Api.Schema;
using SegmentOperator.Generator.Yaml;
using SegmentOperator.Kubernetes;

namespace SegmentOperator.Generator.Crds;

/// <summary>Builds the CustomResourceDefinition of a kind.</summary>
internal static class CrdBuilder
{
    private const string Heading = "# Generated from the C# types in operator/Api by `make generate`. Change those, not this file.\n";

    public static JsonObject Build(Type kind)
    {
        var entity = kind.GetCustomAttribute<KubernetesEntityAttribute>()
            ?? throw new InvalidOperationException($"{kind.Name} has no KubernetesEntityAttribute.");
        return new JsonObject
        {
            ["apiVersion"] = "apiextensions.k8s.io/v1",
            ["kind"] = "CustomResourceDefinition",
            ["metadata"] = new JsonObject
            {
                ["name"] = $"{entity.PluralName}.{entity.Group}",
                ["labels"] = new JsonObject { ["app.kubernetes.io/name"] = "segment-operator" },
            },
            ["spec"] = new JsonObject
            {
                ["group"] = entity.Group,
                ["scope"] = entity.Scope.ToString(),
                ["names"] = Names(entity),
                ["versions"] = new JsonArray(Version(kind, entity)),
            },
        };
    }

    /// <summary>The file of a definition: its name, so that a directory lists like <c>kubectl get crd</c>.</summary>
    public static string FileName(JsonObject crd) => $"{(string)crd["metadata"]!["name"]!}.yaml";

    public static string ToYaml(JsonObject crd) => Heading + YamlText.Write(crd);

    private static JsonObject Names(KubernetesEntityAttribute entity) => new()
    {
        ["kind"] = entity.Kind,
        ["listKind"] = $"{entity.Kind}List",
        ["plural"] = entity.PluralName,
        ["singular"] = entity.Kind.ToLowerInvariant(),
        ["shortNames"] = new JsonArray([.. entity.ShortNames.Select(name => (JsonNode)name)]),
        ["categories"] = new JsonArray([.. entity.Categories.Select(name => (JsonNode)name)]),
    };

    private static JsonObject Version(Type kind, KubernetesEntityAttribute entity)
    {
        var version = new JsonObject
        {
            ["name"] = entity.ApiVersion,
            ["served"] = true,
            ["storage"] = true,
            ["subresources"] = new JsonObject { ["status"] = new JsonObject() },
            ["additionalPrinterColumns"] = new JsonArray([.. kind.GetCustomAttributes<PrinterColumnAttribute>().Select(Column)]),
        };
        var selectable = kind.GetCustomAttributes<SelectableFieldAttribute>()
            .Select(field => (JsonNode)new JsonObject { ["jsonPath"] = field.JsonPath }).ToArray();
        if (selectable.Length > 0)
            version["selectableFields"] = new JsonArray(selectable);
        version["schema"] = new JsonObject { ["openAPIV3Schema"] = Schema(kind) };
        return version;
    }

    private static JsonNode Column(PrinterColumnAttribute column)
    {
        var json = new JsonObject { ["name"] = column.Name, ["type"] = column.Type, ["jsonPath"] = column.JsonPath };
        if (column.Description is { } description)
            json["description"] = description;
        if (column.Priority > 0)
            json["priority"] = column.Priority;
        return json;
    }

    private static JsonObject Schema(Type kind)
    {
        var schema = new SchemaBuilder(Documentation.Of(kind.Assembly)).Object(kind);
        var properties = schema["properties"]!.AsObject();
        properties.Insert(0, "metadata", new JsonObject { ["type"] = "object" });
        properties.Insert(0, "kind", Text());
        properties.Insert(0, "apiVersion", Text());
        return schema;
    }

    // The API server describes and checks these itself.
    private static JsonObject Text() => new() { ["type"] = "string" };
}
