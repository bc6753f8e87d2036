using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace SegmentOperator.RegistrySim;

/// <summary>Blob uploads: in one request, in two, in chunks, or mounted from another repository.</summary>
internal static class Uploads
{
    public static async Task HandleAsync(HttpContext context, Route route, StoredRepository repository, Func<string, StoredRepository?> others)
    {
        var request = context.Request;
        var digest = request.Query["digest"].ToString();
        if (HttpMethods.IsPost(request.Method))
        {
            var mount = request.Query["mount"].ToString();
            if (mount.Length > 0 && others(request.Query["from"].ToString())?.Blobs.TryGetValue(mount, out var mounted) == true)
            {
                repository.Blobs[mount] = mounted;
                Created(context, route.Repository, mount);
                return;
            }

            var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
            repository.Uploads[id] = new MemoryStream();
            await ContinueAsync(context, route with { Reference = id }, repository, digest);
            return;
        }

        await ContinueAsync(context, route, repository, digest);
    }

    private static async Task ContinueAsync(HttpContext context, Route route, StoredRepository repository, string digest)
    {
        if (!repository.Uploads.TryGetValue(route.Reference, out var upload))
            throw new RegistryError(404, "BLOB_UPLOAD_UNKNOWN", "blob upload unknown to registry");
        await context.Request.Body.CopyToAsync(upload, context.RequestAborted);
        if (digest.Length > 0)
        {
            var content = upload.ToArray();
            if (ManifestIntake.DigestOf(content, digest.Split(':')[0]) != digest)
                throw new RegistryError(400, "DIGEST_INVALID", "provided digest did not match uploaded content");
            repository.Blobs[digest] = content;
            repository.Uploads.TryRemove(route.Reference, out _);
            Created(context, route.Repository, digest);
            return;
        }

        context.Response.StatusCode = HttpMethods.IsGet(context.Request.Method) ? StatusCodes.Status204NoContent : StatusCodes.Status202Accepted;
        context.Response.Headers.Location = $"/v2/{route.Repository}/blobs/uploads/{route.Reference}";
        context.Response.Headers.Range = "0-" + Math.Max(0, upload.Length - 1).ToString(CultureInfo.InvariantCulture);
    }

    private static void Created(HttpContext context, string repository, string digest)
    {
        context.Response.StatusCode = StatusCodes.Status201Created;
        context.Response.Headers.Location = $"/v2/{repository}/blobs/{digest}";
        context.Response.Headers["Docker-Content-Digest"] = digest;
    }
}
