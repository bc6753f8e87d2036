using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace SegmentOperator.RegistrySim;

/// <summary>The distribution API over what is stored.</summary>
internal sealed class DistributionApi(EmbeddedRegistryOptions options)
{
    private const int LargestManifest = 4 * 1024 * 1024;
    private readonly ConcurrentDictionary<string, StoredRepository> repositories = new(StringComparer.Ordinal);
    private readonly Listings listings = new(options);

    public StoredRepository? Find(string name) => repositories.GetValueOrDefault(name);

    public async Task HandleAsync(HttpContext context, Route route, RegistryFault? fault)
    {
        try
        {
            await (route.Kind switch
            {
                "ping" => context.Response.WriteAsync("{}", context.RequestAborted),
                "uploads" => Uploads.HandleAsync(context, route, repositories.GetOrAdd(route.Repository, _ => new StoredRepository()), Find),
                "manifests" => ManifestAsync(context, route, fault),
                "blobs" => BlobAsync(context, route, fault),
                "tags" => listings.TagsAsync(context, route.Repository, Find(route.Repository) ?? throw RegistryError.NameUnknown()),
                "referrers" => listings.ReferrersAsync(context, route.Repository, Find(route.Repository), route.Reference),
                _ => throw RegistryError.Unsupported(),
            });
        }
        catch (RegistryError e)
        {
            context.Response.StatusCode = e.Status;
            context.Response.ContentType = "application/json";
            if (HttpMethods.IsHead(context.Request.Method)) return;
            var error = new JsonObject { ["code"] = e.Code, ["message"] = e.Message };
            await context.Response.WriteAsync(
                new JsonObject { ["errors"] = new JsonArray(error) }.ToJsonString(), context.RequestAborted);
        }
    }

    private async Task ManifestAsync(HttpContext context, Route route, RegistryFault? fault)
    {
        var method = context.Request.Method;
        if (HttpMethods.IsPut(method))
        {
            await PutManifestAsync(context, route);
            return;
        }

        var repository = Find(route.Repository) ?? throw RegistryError.NameUnknown();
        if (HttpMethods.IsDelete(method))
        {
            var isTag = !route.Reference.Contains(':', StringComparison.Ordinal);
            var removed = isTag ? repository.Tags.TryRemove(route.Reference, out _) : repository.Manifests.TryRemove(route.Reference, out _);
            if (!removed) throw RegistryError.ManifestUnknown();
            foreach (var (tag, _) in repository.Tags.Where(t => t.Value == route.Reference).ToArray()) repository.Tags.TryRemove(tag, out _);
            context.Response.StatusCode = StatusCodes.Status202Accepted;
            return;
        }

        var manifest = repository.Find(route.Reference);
        await ContentResponses.SendAsync(context, manifest.MediaType, manifest.Digest, manifest.Content, fault);
    }

    private async Task PutManifestAsync(HttpContext context, Route route)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        if (body.Length > LargestManifest) throw new RegistryError(413, "SIZE_INVALID", "the manifest is too large");
        var repository = repositories.GetOrAdd(route.Repository, _ => new StoredRepository());
        var manifest = ManifestIntake.Put(repository, route.Reference, context.Request.ContentType ?? string.Empty, body.ToArray());
        if (manifest.Subject is not null && options.Referrers) context.Response.Headers["OCI-Subject"] = manifest.Subject;
        context.Response.StatusCode = StatusCodes.Status201Created;
        context.Response.Headers.Location = $"/v2/{route.Repository}/manifests/{manifest.Digest}";
        context.Response.Headers["Docker-Content-Digest"] = manifest.Digest;
    }

    private Task BlobAsync(HttpContext context, Route route, RegistryFault? fault)
    {
        var repository = Find(route.Repository) ?? throw RegistryError.NameUnknown();
        if (!repository.Blobs.TryGetValue(route.Reference, out var blob)) throw RegistryError.BlobUnknown();
        return ContentResponses.SendAsync(context, "application/octet-stream", route.Reference, blob, fault);
    }
}
