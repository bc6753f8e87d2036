using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using SegmentOperator.DevCluster.Resources;
using SegmentOperator.DevCluster.Resources.Types;

namespace SegmentOperator.DevCluster.Http;

/// <summary>Reads request bodies: JSON or YAML, of at most three megabytes.</summary>
internal static class BodyReader
{
    private const int Limit = 3 * 1024 * 1024;

    public static async Task<byte[]> ReadAsync(HttpRequest request, CancellationToken cancellation)
    {
        using var memory = new MemoryStream();
        if (request.ContentLength > Limit)
            throw TooLarge();
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await request.Body.ReadAsync(buffer, cancellation)) > 0)
        {
            if (memory.Length + read > Limit)
                throw TooLarge();
            memory.Write(buffer, 0, read);
        }
        return memory.ToArray();
    }

    /// <summary>The media type of the body, <c>application/json</c> when not named.</summary>
    public static string MediaType(HttpRequest request) =>
        request.ContentType?.Split(';')[0].Trim() is { Length: > 0 } type ? type : "application/json";

    /// <summary>Decodes an object of the resource.</summary>
    /// <param name="duplicates">Receives a text for each member that is there twice.</param>
    public static JsonObject Decode(HttpRequest request, byte[] body, ResourceInfo resource, ICollection<string> duplicates)
    {
        var type = MediaType(request);
        if (type == ProtobufReader.MediaType && !resource.IsCustom && ProtobufReader.Read(body, resource.Type) is { } read)
        {
            CheckKind(read, body, resource);
            return read;
        }
        if (type is not ("application/json" or "application/yaml"))
        {
            var known = resource.IsCustom ? "application/json, application/yaml" : "application/json, application/yaml, application/vnd.kubernetes.protobuf";
            throw ApiErrors.UnsupportedMediaType(
                $"the body of the request was in an unknown format - accepted media types include: {known}");
        }
        JsonNode? node;
        try
        {
            if (type == "application/yaml")
            {
                node = Yaml.Parse(Encoding.UTF8.GetString(body), duplicates);
            }
            else
            {
                var paths = new List<string>();
                node = GoJson.Parse(body, paths);
                foreach (var path in paths)
                    duplicates.Add($"duplicate field \"{path}\"");
            }
        }
        catch (GoJsonException e)
        {
            throw Unrecognized(resource, body, type == "application/yaml" ? e.Message : $"couldn't get version/kind; json parse error: {e.Message}", type);
        }
        if (node is null && !resource.IsCustom)
            return [];
        if (node is not JsonObject value)
        {
            var found = node is JsonArray ? "array" : node?.GetValueKind().ToString().ToLowerInvariant().Replace("true", "bool").Replace("false", "bool");
            throw Unrecognized(resource, body, $"couldn't get version/kind; json parse error: json: cannot unmarshal {found} into Go value of " +
                "type struct { APIVersion string \"json:\\\"apiVersion,omitempty\\\"\"; Kind string \"json:\\\"kind,omitempty\\\"\" }", "hex");
        }
        CheckKind(value, body, resource);
        return value;
    }

    private static void CheckKind(JsonObject value, byte[] body, ResourceInfo resource)
    {
        var (apiVersion, kind) = (value.Text("apiVersion") ?? "", value.Text("kind") ?? "");
        if (resource.IsCustom)
        {
            if (kind.Length == 0)
            {
                var text = Encoding.UTF8.GetString(body);
                throw Unrecognized(resource, body, $"Object 'Kind' is missing in '{text}'", "application/json");
            }
            return;
        }
        if (kind.Length == 0)
            kind = resource.Kind;
        if (apiVersion.Length == 0)
            apiVersion = resource.ApiVersion;
        if (kind == resource.Kind && apiVersion == resource.ApiVersion)
        {
            value["kind"] = kind;
            value["apiVersion"] = apiVersion;
            return;
        }
        var slash = apiVersion.IndexOf('/');
        var (group, version) = slash < 0 ? ("", apiVersion) : (apiVersion[..slash], apiVersion[(slash + 1)..]);
        if (!BuiltInResources.All.Any(r => r.ApiVersion == apiVersion && (r.Kind == kind || r.ListKind == kind)))
        {
            throw ApiErrors.BadRequest($"{kind} in version \"{version}\" cannot be handled as a {resource.Kind}: no kind \"{kind}\" is registered for " +
                $"version \"{apiVersion}\" in scheme \"pkg/api/legacyscheme/scheme.go:30\"");
        }
        if (kind == resource.Kind && group == resource.Group)
        {
            throw ApiErrors.BadRequest($"the API version in the data ({apiVersion}) does not match the expected API version ({resource.ApiVersion})");
        }
        throw ApiErrors.BadRequest($"{kind} in version \"{version}\" cannot be handled as a {resource.Kind}: converting " +
            $"({version}.{kind}) to ({InternalGroup(resource)}.{resource.Kind}): unknown conversion");
    }

    /// <summary>The Go package of a group's internal types.</summary>
    public static string InternalGroup(ResourceInfo resource) =>
        resource.Group.Length == 0 || resource.Group == "events.k8s.io" ? "core" : resource.Group.Split('.')[0];

    private static ApiException Unrecognized(ResourceInfo resource, byte[] body, string why, string type)
    {
        var isText = type == "application/json" && body.Length > 0 && body[0] == '{';
        var text = isText ? Encoding.UTF8.GetString(body) : Convert.ToHexStringLower(body);
        if (body.Length == 0)
            text = "<empty>";
        else if (isText && text.Length > 30)
            text = text[..30] + " ...";
        return ApiErrors.BadRequest($"the object provided is unrecognized (must be of type {resource.Kind}): {why} ({text})");
    }

    private static ApiException TooLarge() => ApiErrors.Of(413, "RequestEntityTooLarge", $"Request entity too large: limit is {Limit}");
}
