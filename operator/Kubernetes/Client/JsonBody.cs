using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace SegmentOperator.Kubernetes;

/// <summary>A request's body, kept as bytes so that a request can be made again after a 401.</summary>
/// <param name="Bytes">The body.</param>
/// <param name="MediaType">Its type.</param>
internal sealed record JsonBody(byte[] Bytes, string MediaType)
{
    private const string Json = "application/json";

    public static JsonBody Of<T>(T value, JsonTypeInfo<T> json, string mediaType = Json) =>
        new(JsonSerializer.SerializeToUtf8Bytes(value, json), mediaType);

    public static JsonBody Of(JsonNode node, string mediaType)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
            node.WriteTo(writer);
        return new(buffer.ToArray(), mediaType);
    }

    public static async Task<JsonBody> OfAsync(HttpContent content, CancellationToken cancellationToken) =>
        new(await content.ReadAsByteArrayAsync(cancellationToken), content.Headers.ContentType?.ToString() ?? Json);

    public HttpContent ToContent()
    {
        var content = new ByteArrayContent(Bytes);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(MediaType);
        return content;
    }
}
