using System.Buffers;
using System.Text;
using System.Text.Json;

namespace SegmentOperator.Sigstore;

/// <summary>TUF's JSON: read strictly, and written canonically (OLPC), as the form that is signed.</summary>
internal static class TufJson
{
    private static readonly JsonDocumentOptions Strict = new()
    {
        MaxDepth = 32,
        AllowDuplicateProperties = false,
        CommentHandling = JsonCommentHandling.Disallow,
    };

    /// <summary>Reads a file, and says what is wrong with it in a <see cref="TufException"/>.</summary>
    public static T Read<T>(ReadOnlyMemory<byte> json, string file, Func<JsonElement, T> read)
    {
        try
        {
            using var document = JsonDocument.Parse(json, Strict);
            return read(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or OverflowException
            or ArgumentException or NotSupportedException or System.Security.Cryptography.CryptographicException)
        {
            throw new TufException(TufProblem.Malformed, $"the TUF metadata {file} is not what it has to be: {e.Message}", e);
        }
    }

    /// <summary>The canonical form: members ordered by their UTF-8 bytes, no blanks, only quote and backslash escaped, integers only.</summary>
    public static byte[] Canonical(JsonElement element)
    {
        var writer = new ArrayBufferWriter<byte>();
        Write(element, writer);
        return writer.WrittenSpan.ToArray();
    }

    private static void Write(JsonElement element, ArrayBufferWriter<byte> to)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                WriteObject(element, to);
                break;
            case JsonValueKind.Array:
                to.Write("["u8);
                var first = true;
                foreach (var item in element.EnumerateArray())
                {
                    if (!first) to.Write(","u8);
                    first = false;
                    Write(item, to);
                }

                to.Write("]"u8);
                break;
            case JsonValueKind.String:
                WriteString(element.GetString()!, to);
                break;
            case JsonValueKind.Number:
                if (!element.TryGetInt64(out var number)) throw new FormatException("a signed number is no integer");
                to.Write(Encoding.ASCII.GetBytes(number.ToString(System.Globalization.CultureInfo.InvariantCulture)));
                break;
            case JsonValueKind.True:
                to.Write("true"u8);
                break;
            case JsonValueKind.False:
                to.Write("false"u8);
                break;
            default:
                to.Write("null"u8);
                break;
        }
    }

    private static void WriteObject(JsonElement element, ArrayBufferWriter<byte> to)
    {
        var members = element.EnumerateObject().Select(m => (Name: Encoding.UTF8.GetBytes(m.Name), m)).ToArray();
        Array.Sort(members, (a, b) => a.Name.AsSpan().SequenceCompareTo(b.Name));
        to.Write("{"u8);
        for (var i = 0; i < members.Length; i++)
        {
            if (i > 0) to.Write(","u8);
            WriteString(members[i].m.Name, to);
            to.Write(":"u8);
            Write(members[i].m.Value, to);
        }

        to.Write("}"u8);
    }

    private static void WriteString(string text, ArrayBufferWriter<byte> to)
    {
        to.Write("\""u8);
        to.Write(Encoding.UTF8.GetBytes(text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)));
        to.Write("\""u8);
    }
}
