using System.Text.Json;

namespace SegmentOperator.Sigstore;

/// <summary>JSON from outside: bounded nesting, no key twice. Unknown fields are nobody's harm and are ignored.</summary>
internal static class StrictJson
{
    private static readonly JsonDocumentOptions Options = new()
    {
        MaxDepth = 32,
        AllowDuplicateProperties = false,
        CommentHandling = JsonCommentHandling.Disallow,
    };

    /// <summary>Reads a document, and says what is wrong with it in a <see cref="MalformedException"/>.</summary>
    public static T Read<T>(ReadOnlyMemory<byte> json, string what, Func<JsonElement, T> read)
    {
        try
        {
            using var document = JsonDocument.Parse(json, Options);
            if (document.RootElement.ValueKind != JsonValueKind.Object) throw new MalformedException($"{what} is not a JSON object");
            return read(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new MalformedException($"{what} is not the JSON that it has to be", e);
        }
    }

    /// <summary>An object's member that is an object.</summary>
    public static JsonElement Object(this JsonElement element, string field) =>
        element.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.Object
            ? value : throw new MalformedException($"{field} is missing or not an object");

    /// <summary>An object's member that is an array.</summary>
    public static JsonElement Array(this JsonElement element, string field) =>
        element.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.Array
            ? value : throw new MalformedException($"{field} is missing or not an array");

    /// <summary>An object's member that is a text.</summary>
    public static string Text(this JsonElement element, string field) =>
        element.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()! : throw new MalformedException($"{field} is missing or not a text");

    /// <summary>An object's member that is base64.</summary>
    public static byte[] Bytes(this JsonElement element, string field) => Base64.Decode(element.Text(field), field);
}
