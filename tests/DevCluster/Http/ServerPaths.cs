using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using SegmentOperator.DevCluster.Resources.Discovery;
using SegmentOperator.DevCluster.Security.Tokens;

namespace SegmentOperator.DevCluster.Http;

/// <summary>Answers the paths that are no resources: discovery, OpenAPI, version, health.</summary>
internal sealed class ServerPaths(ClusterContext cluster, DiscoveryDocuments discovery, OpenApiDocuments openApi, TokenIssuer tokens)
{
    private const string Aggregated = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

    /// <summary>
    /// A document without paths, in the only form that kubectl asks for: it looks there for kinds that version 3 does not
    /// describe, and must be told that there are none.
    /// </summary>
    private static readonly byte[] OpenApiV2 = [.. "\n\u00032.0\u0012\u000e\n\nKubernetes\u0012\0B\0"u8];

    private static readonly string[] Health = ["/healthz", "/livez", "/readyz"];
    private static readonly string[] ReadOnly = ["/api", "/apis", "/version", "/openapi", "/.well-known"];

    public Task AnswerAsync(HttpContext http, RequestInfo info)
    {
        var path = info.Path.Length > 1 ? info.Path.TrimEnd('/') : info.Path;
        if (!HttpMethods.IsGet(http.Request.Method) && !HttpMethods.IsHead(http.Request.Method) && ReadOnly.Any(p => path == p || path.StartsWith(p + "/", StringComparison.Ordinal)))
            throw ApiErrors.MethodNotAllowed("the server does not allow this method on the requested resource");
        if (Health.Any(h => path == h || path.StartsWith(h + "/", StringComparison.Ordinal)))
            return HealthAsync(http, path);
        switch (path)
        {
            case "/":
                return Answers.JsonAsync(http, 200, new JsonObject { ["paths"] = new JsonArray([.. Paths().Select(p => JsonValue.Create(p))]) });
            case "/version":
                return Answers.JsonAsync(http, 200, Version());
            case "/api" or "/apis":
                return GroupsAsync(http, path);
            case "/openapi/v3":
                return Answers.JsonAsync(http, 200, openApi.Index(), "text/plain; charset=utf-8");
            case "/openapi/v2":
                return Answers.BytesAsync(http, 200, OpenApiV2, "application/com.github.proto-openapi.spec.v2.v1.0+protobuf");
            case "/.well-known/openid-configuration":
                return Answers.JsonAsync(http, 200, tokens.Discovery());
            case "/openid/v1/jwks":
                return Answers.JsonAsync(http, 200, tokens.Keys(), "application/jwk-set+json");
        }
        if (info.Path.Contains("//"))
            return NotFoundAsync(http);
        var parts = path.Trim('/').Split('/');
        return parts switch
        {
            ["openapi", "v3", .. var document] => OpenApiAsync(http, document),
            ["api", "v1"] => ResourcesAsync(http, "", "v1"),
            ["api", _] => throw ApiErrors.NoResource(),
            ["apis", var group] when discovery.Group(group) is { } found => Answers.JsonAsync(http, 200, found),
            ["apis", var group, var version] => ResourcesAsync(http, group, version),
            _ => NotFoundAsync(http),
        };
    }

    /// <summary>A resource that does not exist: in a group of the server's own it says so with a Status, elsewhere there is no page.</summary>
    public Task AnswerUnknownAsync(HttpContext http, RequestInfo info) =>
        discovery.IsBuiltIn(info.Group) ? throw ApiErrors.NoResource() : NotFoundAsync(http);

    private static Task NotFoundAsync(HttpContext http) => Answers.TextAsync(http, 404, "404 page not found\n");

    private static Task HealthAsync(HttpContext http, string path)
    {
        if (http.Request.Query.ContainsKey("verbose"))
            return Answers.TextAsync(http, 200, $"[+]ping ok\n[+]etcd ok\n{path.Split('/')[1]} check passed\n");
        return path.Count(c => c == '/') > 1 && !path.EndsWith("/ping", StringComparison.Ordinal) && !path.EndsWith("/etcd", StringComparison.Ordinal)
            ? NotFoundAsync(http)
            : Answers.TextAsync(http, 200, "ok");
    }

    private Task GroupsAsync(HttpContext http, string path)
    {
        var accept = http.Request.Headers.Accept.ToString().Split(',').Select(MediaTypes.Parse);
        if (accept.Any(a => a is { Group: "apidiscovery.k8s.io", Version: "v2", As: "APIGroupDiscoveryList" }))
            return Answers.JsonAsync(http, 200, discovery.Aggregated(path == "/api"), Aggregated);
        return Answers.FormAsync(http, 200, path == "/api" ? Versions(http) : discovery.Groups(), MediaTypes.Negotiate(http.Request));
    }

    private static JsonObject Versions(HttpContext http) => new()
    {
        ["kind"] = "APIVersions",
        ["versions"] = new JsonArray("v1"),
        ["serverAddressByClientCIDRs"] = new JsonArray(new JsonObject
        {
            ["clientCIDR"] = "0.0.0.0/0",
            ["serverAddress"] = http.Request.Host.Value,
        }),
    };

    private Task ResourcesAsync(HttpContext http, string group, string version)
    {
        if (discovery.Resources(group, version) is { } list)
            return Answers.FormAsync(http, 200, list, MediaTypes.Negotiate(http.Request));
        return discovery.IsBuiltIn(group) ? throw ApiErrors.NoResource() : NotFoundAsync(http);
    }

    private Task OpenApiAsync(HttpContext http, string[] document)
    {
        var found = document switch
        {
            ["api", "v1"] => openApi.Document("", "v1"),
            ["apis", var group, var version] => openApi.Document(group, version),
            _ => null,
        };
        if (found is not null)
            return Answers.BytesAsync(http, 200, found, "application/json");
        http.Response.StatusCode = 404;
        return Task.CompletedTask;
    }

    private IEnumerable<string> Paths() =>
        cluster.Resources.All.Select(r => r.Group.Length == 0 ? "/api/v1" : $"/apis/{r.Group}/{r.Version}").Distinct()
            .Concat(["/api", "/apis", "/healthz", "/livez", "/readyz", "/openapi/v3", "/version"]).Order(StringComparer.Ordinal);

    private static JsonObject Version() => new()
    {
        ["major"] = "1",
        ["minor"] = "36",
        ["emulationMajor"] = "1",
        ["emulationMinor"] = "36",
        ["minCompatibilityMajor"] = "1",
        ["minCompatibilityMinor"] = "35",
        ["gitVersion"] = "v1.36.2",
        ["gitCommit"] = "devcluster",
        ["gitTreeState"] = "clean",
        ["buildDate"] = "2026-01-01T00:00:00Z",
        ["goVersion"] = "none",
        ["compiler"] = "none",
        ["platform"] = "linux/amd64",
    };
}
