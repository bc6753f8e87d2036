using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace SegmentOperator.RegistrySim;

/// <summary>
/// <c>PUT /_sim/blobs/REPOSITORY/DIGEST</c> replaces a blob's bytes under its old digest; <c>POST /_sim/faults/NAME</c> sets
/// down, garbage, slow (?seconds=) or limited for every request of the API; <c>DELETE /_sim/faults</c> ends them.
/// </summary>
internal static class Administration
{
    public static async Task HandleAsync(HttpContext context, EmbeddedRegistry registry)
    {
        var path = context.Request.Path.Value ?? string.Empty;
        if (path.StartsWith("/_sim/blobs/", StringComparison.Ordinal) && HttpMethods.IsPut(context.Request.Method))
        {
            var rest = path[12..];
            var slash = rest.LastIndexOf('/');
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            context.Response.StatusCode = registry.ReplaceBlob(rest[..slash], rest[(slash + 1)..], body.ToArray())
                ? StatusCodes.Status204NoContent : StatusCodes.Status404NotFound;
            return;
        }

        if (path == "/_sim/faults" && HttpMethods.IsDelete(context.Request.Method))
        {
            registry.Faults.Clear();
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }

        var seconds = double.TryParse(context.Request.Query["seconds"], CultureInfo.InvariantCulture, out var s) ? s : 30;
        RegistryFault? fault = path switch
        {
            "/_sim/faults/down" => new RegistryFault.Down(),
            "/_sim/faults/garbage" => new RegistryFault.Garbage(),
            "/_sim/faults/slow" => new RegistryFault.Slow(TimeSpan.FromSeconds(seconds)),
            "/_sim/faults/limited" => new RegistryFault.TooManyRequests(((long)seconds).ToString(CultureInfo.InvariantCulture)),
            _ => null,
        };
        if (fault is not null) registry.Faults.Add(fault);
        context.Response.StatusCode = fault is null ? StatusCodes.Status404NotFound : StatusCodes.Status204NoContent;
    }
}
