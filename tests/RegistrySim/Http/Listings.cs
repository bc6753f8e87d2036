using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace SegmentOperator.RegistrySim;

/// <summary>Tags and referrers, in pages.</summary>
internal sealed class Listings(EmbeddedRegistryOptions options)
{
    private const string IndexType = "application/vnd.oci.image.index.v1+json";

    public Task TagsAsync(HttpContext context, string name, StoredRepository repository)
    {
        var wanted = int.TryParse(context.Request.Query["n"], CultureInfo.InvariantCulture, out var n) ? n : int.MaxValue;
        var last = context.Request.Query["last"].ToString();
        var tags = repository.Tags.Keys.Order(StringComparer.Ordinal).Where(t => string.CompareOrdinal(t, last) > 0).ToArray();
        var size = Math.Min(wanted, options.PageSize);
        var page = tags.Take(size).ToArray();
        if (page.Length < tags.Length)
            context.Response.Headers.Link = $"</v2/{name}/tags/list?n={size}&last={Uri.EscapeDataString(page[^1])}>; rel=\"next\"";
        var answer = new JsonObject { ["name"] = name, ["tags"] = new JsonArray([.. page.Select(t => (JsonNode)t)]) };
        return WriteAsync(context, "application/json", answer);
    }

    public Task ReferrersAsync(HttpContext context, string name, StoredRepository? repository, string digest)
    {
        var type = context.Request.Query["artifactType"].ToString();
        var last = context.Request.Query["last"].ToString();
        var all = (repository?.Manifests.Values ?? []).Where(m => m.Subject == digest && (type.Length == 0 || m.ArtifactType == type))
            .OrderBy(m => m.Digest, StringComparer.Ordinal).Where(m => string.CompareOrdinal(m.Digest, last) > 0).ToArray();
        var page = all.Take(options.PageSize).ToArray();
        if (type.Length > 0) context.Response.Headers["OCI-Filters-Applied"] = "artifactType";
        if (page.Length < all.Length)
        {
            var filter = type.Length > 0 ? $"artifactType={Uri.EscapeDataString(type)}&" : string.Empty;
            context.Response.Headers.Link = $"</v2/{name}/referrers/{digest}?{filter}last={page[^1].Digest}>; rel=\"next\"";
        }

        var answer = new JsonObject
        {
            ["schemaVersion"] = 2,
            ["mediaType"] = IndexType,
            ["manifests"] = new JsonArray([.. page.Select(Descriptor)]),
        };
        return WriteAsync(context, IndexType, answer);
    }

    private static JsonNode Descriptor(StoredManifest manifest)
    {
        var descriptor = new JsonObject
        {
            ["mediaType"] = manifest.MediaType,
            ["digest"] = manifest.Digest,
            ["size"] = manifest.Content.Length,
        };
        if (manifest.ArtifactType is not null) descriptor["artifactType"] = manifest.ArtifactType;
        if (manifest.Annotations.Count > 0)
        {
            var annotations = new JsonObject();
            foreach (var (key, value) in manifest.Annotations) annotations[key] = value;
            descriptor["annotations"] = annotations;
        }

        return descriptor;
    }

    private static Task WriteAsync(HttpContext context, string type, JsonObject answer)
    {
        context.Response.ContentType = type;
        return context.Response.WriteAsync(answer.ToJsonString(), context.RequestAborted);
    }
}
