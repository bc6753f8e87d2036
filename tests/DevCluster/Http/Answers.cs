using System.Buffers;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using SegmentOperator.DevCluster.Faults;

namespace SegmentOperator.DevCluster.Http;

/// <summary>Writes answers.</summary>
internal static class Answers
{
    /// <summary>Larger answers are compressed for those who accept it.</summary>
    private const int CompressFrom = 128 * 1024;

    public static Task JsonAsync(HttpContext http, int code, JsonNode value, string mediaType = "application/json")
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var writer = new Utf8JsonWriter(buffer, Json.WriterOptions))
            value.WriteTo(writer);
        buffer.Write("\n"u8);
        return BytesAsync(http, code, buffer.WrittenMemory, mediaType);
    }

    public static Task FormAsync(HttpContext http, int code, JsonObject value, AnswerForm form) => form.IsYaml
        ? BytesAsync(http, code, Encoding.UTF8.GetBytes(Yaml.Write(value)), "application/yaml")
        : JsonAsync(http, code, value);

    public static Task TextAsync(HttpContext http, int code, string text) =>
        BytesAsync(http, code, Encoding.UTF8.GetBytes(text), "text/plain; charset=utf-8");

    public static Task StatusAsync(HttpContext http, ApiException error)
    {
        if (error.Status.Number("details", "retryAfterSeconds") is { } seconds)
            http.Response.Headers.RetryAfter = seconds.ToString();
        return JsonAsync(http, error.Code, error.Status);
    }

    public static async Task BytesAsync(HttpContext http, int code, ReadOnlyMemory<byte> bytes, string mediaType)
    {
        if (FaultInjection.Of(http) is { } fault && await FaultInjection.BreakAnswerAsync(http, fault, code, bytes, mediaType))
            return;
        var response = http.Response;
        response.StatusCode = code;
        response.ContentType = mediaType;
        if (bytes.Length >= CompressFrom && http.Request.Headers.AcceptEncoding.ToString().Contains("gzip"))
        {
            response.Headers.ContentEncoding = "gzip";
            response.Headers.Vary = "Accept-Encoding";
            await using var gzip = new GZipStream(response.Body, CompressionLevel.Fastest);
            await gzip.WriteAsync(bytes, http.RequestAborted);
            return;
        }
        response.ContentLength = bytes.Length;
        if (!HttpMethods.IsHead(http.Request.Method))
            await response.Body.WriteAsync(bytes, http.RequestAborted);
    }

    /// <summary>Says that what was posted was done, and nothing more.</summary>
    public static Task CreatedAsync(HttpContext http)
    {
        var status = Success();
        status.Remove("details");
        status["code"] = 201;
        return JsonAsync(http, 201, status);
    }

    /// <summary>Puts warnings into the headers, each once.</summary>
    public static void Warn(HttpContext http, IEnumerable<string> warnings)
    {
        foreach (var warning in warnings.Distinct())
            http.Response.Headers.Append("Warning", $"299 - \"{warning.Replace("\\", "\\\\").Replace("\"", "\\\"")}\"");
    }

    /// <summary>The Status that says a request was carried out.</summary>
    public static JsonObject Success(JsonObject? details = null) => new()
    {
        ["kind"] = "Status",
        ["apiVersion"] = "v1",
        ["metadata"] = new JsonObject(),
        ["status"] = "Success",
        ["details"] = details,
    };
}
