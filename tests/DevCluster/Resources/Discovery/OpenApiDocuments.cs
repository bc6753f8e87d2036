using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using SegmentOperator.DevCluster.Resources.Types;

namespace SegmentOperator.DevCluster.Resources.Discovery;

/// <summary>The OpenAPI v3 documents, one for each group and version; <c>kubectl explain</c> and validation read them.</summary>
internal sealed class OpenApiDocuments(IResourceCatalog catalog)
{
    private const string Meta = "io.k8s.apimachinery.pkg.apis.meta.v1";
    private readonly ConcurrentDictionary<(string, string), (long Generation, byte[] Bytes)> _cache = new();

    /// <summary>The documents there are, and where.</summary>
    public JsonObject Index()
    {
        var paths = new JsonObject();
        foreach (var (group, version) in catalog.All.Select(r => (r.Group, r.Version)).Distinct())
        {
            var path = group.Length == 0 ? $"api/{version}" : $"apis/{group}/{version}";
            var hash = Convert.ToHexString(SHA512.HashData(Document(group, version)!));
            paths[path] = new JsonObject { ["serverRelativeURL"] = $"/openapi/v3/{path}?hash={hash}" };
        }
        return new JsonObject { ["paths"] = paths };
    }

    /// <summary>One document; null when there is no such version.</summary>
    public byte[]? Document(string group, string version)
    {
        var resources = catalog.All.Where(r => r.Group == group && r.Version == version).ToList();
        if (resources.Count == 0)
            return null;
        var generation = resources[0].IsCustom ? catalog.Generation : 0;
        if (_cache.TryGetValue((group, version), out var cached) && cached.Generation == generation)
            return cached.Bytes;
        var bytes = Encoding.UTF8.GetBytes(Json.Write(Write(resources)));
        _cache[(group, version)] = (generation, bytes);
        return bytes;
    }

    private static JsonObject Write(List<ResourceInfo> resources)
    {
        var isCustom = resources[0].IsCustom;
        var paths = new JsonObject();
        var structs = new HashSet<FieldType> { BuiltInResources.ObjectMeta, BuiltInResources.Types["ListMeta"], BuiltInResources.Types["DeleteOptions"], BuiltInResources.Types["Status"] };
        var schemas = new SortedDictionary<string, JsonObject>(StringComparer.Ordinal);
        // What cannot be created is not described: a description would promise fields that nothing keeps.
        foreach (var resource in resources.Where(r => !r.IsListedOnly))
        {
            var name = SchemaName(resource);
            schemas[name] = OfKind(isCustom ? Custom(resource) : OpenApiSchemas.Named(resource.Type, structs), resource, resource.Kind);
            if (!isCustom && Descriptions.OfKind(resource.Kind) is { Length: > 0 } description)
                schemas[name].Insert(0, "description", description);
            if (resource.Verbs.Contains("list"))
                schemas[name + "List"] = OfKind(ListOf(resource, name), resource, resource.ListKind);
            OpenApiPaths.Add(paths, resource, name);
        }
        AddStructs(schemas, structs);
        return new JsonObject
        {
            ["openapi"] = "3.0.0",
            ["info"] = isCustom
                ? new JsonObject { ["title"] = "Kubernetes CRD Swagger", ["version"] = "v0.1.0" }
                : new JsonObject { ["title"] = "Kubernetes", ["version"] = "1.36" },
            ["paths"] = paths,
            ["components"] = Components(schemas, isCustom),
        };
    }

    private static JsonObject Components(SortedDictionary<string, JsonObject> schemas, bool isCustom)
    {
        var map = new JsonObject();
        foreach (var (name, schema) in schemas)
            map[name] = schema;
        var components = new JsonObject { ["schemas"] = map };
        if (!isCustom)
        {
            components["securitySchemes"] = new JsonObject
            {
                ["BearerToken"] = new JsonObject
                {
                    ["type"] = "apiKey",
                    ["description"] = "Bearer Token authentication",
                    ["name"] = "authorization",
                    ["in"] = "header",
                },
            };
        }
        return components;
    }

    private static void AddStructs(SortedDictionary<string, JsonObject> schemas, HashSet<FieldType> structs)
    {
        for (var missing = structs.ToList(); missing.Count > 0; missing = [.. structs.Where(s => !schemas.ContainsKey(OpenApiSchemas.NameOf(s)))])
        {
            foreach (var type in missing)
            {
                var schema = type.Kind == FieldKind.Any ? new JsonObject { ["type"] = "object" } : OpenApiSchemas.Named(type, structs);
                if (Descriptions.OfKind(type.Name) is { Length: > 0 } description)
                    schema.Insert(0, "description", description);
                schemas.TryAdd(OpenApiSchemas.NameOf(type), schema);
            }
        }
        schemas[$"{Meta}.Time"] = OpenApiSchemas.Scalar(FieldKind.Time);
        schemas[$"{Meta}.MicroTime"] = OpenApiSchemas.Scalar(FieldKind.MicroTime);
        schemas["io.k8s.apimachinery.pkg.api.resource.Quantity"] = OpenApiSchemas.Scalar(FieldKind.Quantity);
        schemas["io.k8s.apimachinery.pkg.util.intstr.IntOrString"] = OpenApiSchemas.Scalar(FieldKind.IntOrString);
    }

    private static JsonObject OfKind(JsonObject schema, ResourceInfo resource, string kind)
    {
        schema["x-kubernetes-group-version-kind"] = new JsonArray(new JsonObject
        {
            ["group"] = resource.Group,
            ["kind"] = kind,
            ["version"] = resource.Version,
        });
        return schema;
    }

    private static JsonObject ListOf(ResourceInfo resource, string name) => new()
    {
        ["description"] = $"{resource.ListKind} is a list of {resource.Kind}",
        ["type"] = "object",
        ["required"] = new JsonArray("items"),
        ["properties"] = new JsonObject
        {
            ["apiVersion"] = new JsonObject { ["description"] = Descriptions.Get("apiVersion"), ["type"] = "string" },
            ["items"] = new JsonObject
            {
                ["description"] = $"List of {resource.Resource}. More info: {Descriptions.Conventions}",
                ["type"] = "array",
                ["items"] = new JsonObject { ["$ref"] = $"#/components/schemas/{name}" },
            },
            ["kind"] = new JsonObject { ["description"] = Descriptions.Get("kind"), ["type"] = "string" },
            ["metadata"] = new JsonObject
            {
                ["description"] = Descriptions.Get("listMetadata"),
                ["allOf"] = new JsonArray(new JsonObject { ["$ref"] = $"#/components/schemas/{Meta}.ListMeta" }),
            },
        },
    };

    /// <summary>A custom resource's own schema, with the fields that every object has, and without the server's private extensions.</summary>
    private static JsonObject Custom(ResourceInfo resource)
    {
        var schema = resource.Schema.Clone();
        Clean(schema);
        var properties = schema.Child("properties");
        properties["apiVersion"] = new JsonObject { ["description"] = Descriptions.Get("apiVersion"), ["type"] = "string" };
        properties["kind"] = new JsonObject { ["description"] = Descriptions.Get("kind"), ["type"] = "string" };
        properties["metadata"] = new JsonObject
        {
            ["description"] = Descriptions.Get("metadata"),
            ["allOf"] = new JsonArray(new JsonObject { ["$ref"] = $"#/components/schemas/{Meta}.ObjectMeta" }),
        };
        return schema;
    }

    private static void Clean(JsonObject schema)
    {
        if (schema.Flag("x-kubernetes-int-or-string") && schema["anyOf"] is null)
            schema["anyOf"] = new JsonArray(new JsonObject { ["type"] = "integer" }, new JsonObject { ["type"] = "string" });
        foreach (var (_, child) in schema.ToList())
        {
            if (child is JsonObject below)
                Clean(below);
            else if (child is JsonArray list)
                list.OfType<JsonObject>().ToList().ForEach(Clean);
        }
    }

    private static string SchemaName(ResourceInfo resource) => resource.IsCustom
        ? $"{string.Join('.', resource.Group.Split('.').Reverse())}.{resource.Version}.{resource.Kind}"
        : OpenApiSchemas.NameOf(resource.Type);

    /// <summary>A group and version as one word, <c>examplecomV1</c>, in the manner of generated operation ids.</summary>
    public static string Title(string text) => string.Concat(text.Split('.', '-').Select(p =>
        CultureInfo.InvariantCulture.TextInfo.ToUpper(p[..1]) + p[1..]));
}
