using System.Buffers;
using System.Text.Json;

namespace SegmentOperator.Kubernetes;

/// <summary>Takes <c>{"type":…,"object":…}</c> apart without materialising the object twice.</summary>
internal static class WatchLine
{
    public static (string Type, ReadOnlySequence<byte> Object) Read(ReadOnlySequence<byte> line)
    {
        var reader = new Utf8JsonReader(line);
        string? type = null;
        ReadOnlySequence<byte>? value = null;
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException("A watch event is an object.");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("type"u8))
            {
                reader.Read();
                type = reader.GetString();
                continue;
            }

            var isObject = reader.ValueTextEquals("object"u8);
            reader.Read();
            var start = reader.TokenStartIndex;
            reader.Skip();
            if (isObject)
                value = line.Slice(start, reader.BytesConsumed - start);
        }

        return type is not null && value is { } found
            ? (type, found)
            : throw new JsonException("A watch event needs a type and an object.");
    }

    public static WatchEventType TypeOf(string type) => type switch
    {
        "ADDED" => WatchEventType.Added,
        "MODIFIED" => WatchEventType.Modified,
        "DELETED" => WatchEventType.Deleted,
        "BOOKMARK" => WatchEventType.Bookmark,
        _ => throw new JsonException($"Unknown watch event type {type}."),
    };
}
