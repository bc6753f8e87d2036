using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SegmentOperator.Policy.Json;

/// <summary>One spelling for each JSON value: members in ordinal order, no white space. What is equal has the same hash.</summary>
public static class CanonicalJson
{
    /// <summary>Writes a node.</summary>
    public static byte[] Write(JsonNode? node)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
            Write(writer, node);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>The SHA-256 of a node's canonical form, as sha256:hex.</summary>
    public static string Hash(JsonNode? node) => HashOf(Write(node));

    /// <summary>The SHA-256 of a canonical form, as sha256:hex.</summary>
    internal static string HashOf(ReadOnlySpan<byte> canonical) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(canonical));

    private static void Write(Utf8JsonWriter writer, JsonNode? node)
    {
        switch (node)
        {
            case null:
                writer.WriteNullValue();
                break;
            case JsonObject members:
                writer.WriteStartObject();
                foreach (var (name, value) in members.OrderBy(member => member.Key, StringComparer.Ordinal))
                {
                    writer.WritePropertyName(name);
                    Write(writer, value);
                }

                writer.WriteEndObject();
                break;
            case JsonArray items:
                writer.WriteStartArray();
                foreach (var item in items)
                    Write(writer, item);
                writer.WriteEndArray();
                break;
            default:
                node.WriteTo(writer);
                break;
        }
    }
}
