using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace SegmentOperator.SalesforceSim;

internal static class HttpExtensions
{
    public static Task WriteJsonAsync(this HttpResponse response, JsonNode json)
    {
        response.ContentType = "application/json;charset=UTF-8";
        return response.WriteAsync(json.ToJsonString(), response.HttpContext.RequestAborted);
    }

    public static async Task<string> ReadTextAsync(this HttpRequest request)
    {
        using var reader = new StreamReader(request.Body);
        return await reader.ReadToEndAsync(request.HttpContext.RequestAborted);
    }

    /// <summary>The token of <c>Authorization: Bearer</c> or <c>OAuth</c>; null without one.</summary>
    public static string? BearerToken(this HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        foreach (var scheme in (ReadOnlySpan<string>)["Bearer ", "OAuth "])
        {
            if (header.StartsWith(scheme, StringComparison.OrdinalIgnoreCase))
                return header[scheme.Length..].Trim();
        }

        return null;
    }
}
