using System.Text.Json;

namespace SegmentOperator.Sigstore;

/// <summary>JSON from outside: bounded size and nesting, no key twice. Unknown fields are nobody's harm and are ignored.</summary>
internal static class StrictJson
{
    private static readonly JsonDocumentOptions Options = new()
    {
        MaxDepth = 32,
        AllowDuplicateProperties = false,
        CommentHandling = JsonCommentHandling.Disallow,
    };

    /// <summary>Reads an object, and says what is wrong with it in a <see cref="MalformedException"/>.</summary>
    /// <param name="json">UTF-8.</param>
    /// <param name="what">What it is, for the message: "the bundle".</param>
    /// <param name="largest">The most bytes it may have.</param>
    /// <param name="read">Makes something of it. The field must not be used afterwards.</param>
    public static T Read<T>(ReadOnlyMemory<byte> json, string what, int largest, Func<JsonField, T> read)
    {
        if (json.Length > largest) throw new MalformedException($"{what} has {json.Length} bytes, at most {largest} are read");
        try
        {
            using var document = JsonDocument.Parse(json, Options);
            if (document.RootElement.ValueKind != JsonValueKind.Object) throw new MalformedException($"{what} is not a JSON object");
            return read(JsonField.Root(document.RootElement));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new MalformedException($"{what} is not the JSON that it has to be: {Where(e)}", e);
        }
    }

    private static string Where(Exception e) => e is JsonException { LineNumber: { } line, BytePositionInLine: { } position }
        ? $"it cannot be read on from line {line + 1}, byte {position + 1}"
        : "a key stands twice in an object, or a text is not valid Unicode";
}
