using System.Text.Json.Nodes;

namespace SegmentOperator.DevCluster.Resources.Discovery;

/// <summary>The paths part of an OpenAPI document: what can be done with a resource, and what with one of its objects.</summary>
internal static class OpenApiPaths
{
    private const string Meta = "io.k8s.apimachinery.pkg.apis.meta.v1";

    private static readonly (string Method, string Verb, string Action)[] Operations =
        [("get", "get", "read"), ("put", "update", "replace"), ("patch", "patch", "patch"), ("delete", "delete", "delete")];

    public static void Add(JsonObject paths, ResourceInfo resource, string schema)
    {
        if (!resource.Verbs.Contains("get"))
            return;
        var prefix = resource.Group.Length == 0 ? $"/api/{resource.Version}" : $"/apis/{resource.Group}/{resource.Version}";
        var path = resource.Namespaced ? $"{prefix}/namespaces/{{namespace}}/{resource.Resource}" : $"{prefix}/{resource.Resource}";
        paths[path] = new JsonObject
        {
            ["get"] = Operation(resource, "list", "list", $"{schema}List"),
            ["post"] = Operation(resource, "create", "create", schema, schema),
        };
        var item = new JsonObject();
        foreach (var (method, verb, action) in Operations.Where(o => resource.Verbs.Contains(o.Verb)))
        {
            item[method] = verb == "delete"
                ? Operation(resource, verb, action, $"{Meta}.Status", $"{Meta}.DeleteOptions")
                : Operation(resource, verb, action, schema, verb == "get" ? null : schema);
        }
        paths[$"{path}/{{name}}"] = item;
    }

    private static JsonObject Operation(ResourceInfo resource, string verb, string action, string answer, string? body = null)
    {
        var version = OpenApiDocuments.Title(resource.Version);
        var group = resource.Group.Length == 0 ? "core" : resource.Group;
        var title = OpenApiDocuments.Title(group);
        var scope = resource.Namespaced ? "Namespaced" : "";
        var operation = new JsonObject
        {
            ["tags"] = new JsonArray($"{title[..1].ToLowerInvariant()}{title[1..]}_{resource.Version}"),
            ["description"] = verb switch
            {
                "get" => $"read the specified {resource.Kind}",
                "update" => $"replace the specified {resource.Kind}",
                "patch" => $"partially update the specified {resource.Kind}",
                "list" => $"list objects of kind {resource.Kind}",
                "delete" => $"delete a {resource.Kind}",
                _ => $"create a {resource.Kind}",
            },
            ["operationId"] = $"{action}{title}{version}{scope}{resource.Kind}",
        };
        if (body is not null)
            operation["requestBody"] = Content(body);
        operation["parameters"] = Parameters(resource, verb);
        var responses = new JsonObject { ["200"] = Response("OK", answer) };
        if (verb is "create" or "update" or "patch")
            responses["201"] = Response("Created", answer);
        if (verb is "create" or "delete")
            responses["202"] = Response("Accepted", answer);
        responses["401"] = new JsonObject { ["description"] = "Unauthorized" };
        operation["responses"] = responses;
        operation["x-kubernetes-action"] = verb switch
        {
            "create" => "post",
            "update" => "put",
            _ => verb,
        };
        operation["x-kubernetes-group-version-kind"] = new JsonObject
        {
            ["group"] = resource.Group,
            ["version"] = resource.Version,
            ["kind"] = resource.Kind,
        };
        return operation;
    }

    /// <summary>kubectl looks for fieldValidation to learn that the server validates.</summary>
    private static JsonArray Parameters(ResourceInfo resource, string verb)
    {
        var names = verb switch
        {
            "create" or "update" => new[] { "dryRun", "fieldManager", "fieldValidation" },
            "patch" => ["dryRun", "fieldManager", "fieldValidation", "force"],
            "delete" => ["dryRun", "gracePeriodSeconds", "propagationPolicy"],
            "list" => ["continue", "fieldSelector", "labelSelector", "limit", "resourceVersion", "watch"],
            _ => [],
        };
        var parameters = new JsonArray([.. names.Select(n => (JsonNode)new JsonObject
        {
            ["name"] = n,
            ["in"] = "query",
            ["schema"] = new JsonObject { ["type"] = n is "limit" or "gracePeriodSeconds" ? "integer" : n is "force" or "watch" ? "boolean" : "string" },
        })]);
        if (resource.Namespaced)
            parameters.Add(InPath("namespace"));
        if (verb is not ("create" or "list"))
            parameters.Add(InPath("name"));
        return parameters;
    }

    private static JsonObject InPath(string name) => new()
    {
        ["name"] = name,
        ["in"] = "path",
        ["required"] = true,
        ["schema"] = new JsonObject { ["type"] = "string" },
    };

    private static JsonObject Response(string description, string schema)
    {
        var response = Content(schema);
        response.Insert(0, "description", description);
        return response;
    }

    private static JsonObject Content(string schema)
    {
        JsonObject Reference() => new() { ["schema"] = new JsonObject { ["$ref"] = $"#/components/schemas/{schema}" } };
        return new JsonObject
        {
            ["content"] = new JsonObject { ["application/json"] = Reference(), ["application/yaml"] = Reference() },
        };
    }
}
