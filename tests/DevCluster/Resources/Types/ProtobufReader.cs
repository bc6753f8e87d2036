using System.Text;
using System.Text.Json.Nodes;
using SegmentOperator.DevCluster.Http;

namespace SegmentOperator.DevCluster.Resources.Types;

/// <summary>
/// Reads objects in the protobuf form that kubectl's typed commands send. Only structs marked <c>proto</c> in the
/// <c>.types</c> files can be read: those that kubectl sends. Answers are always JSON, which every client understands.
/// </summary>
internal static class ProtobufReader
{
    public const string MediaType = "application/vnd.kubernetes.protobuf";

    private const int Varint = 0, Fixed64 = 1, Bytes = 2, Fixed32 = 5;

    /// <summary>The object, with its apiVersion and kind; null when the body is no such thing.</summary>
    /// <exception cref="ApiException">A struct in it cannot be read.</exception>
    public static JsonObject? Read(ReadOnlySpan<byte> body, FieldType type)
    {
        if (!body.StartsWith("k8s\0"u8))
            return null;
        var value = new JsonObject();
        foreach (var (number, _, part) in Fields(body[4..].ToArray()))
        {
            if (number == 1)
                ReadTypeMeta(part, value);
            else if (number == 2)
                ReadStruct(part, type, value);
        }
        return value;
    }

    private static void ReadTypeMeta(ReadOnlyMemory<byte> part, JsonObject value)
    {
        foreach (var (number, _, text) in Fields(part))
            value[number == 1 ? "apiVersion" : "kind"] = Encoding.UTF8.GetString(text.Span);
    }

    private static void ReadStruct(ReadOnlyMemory<byte> part, FieldType type, JsonObject value)
    {
        var byNumber = type.Fields.Values.Where(f => f.Number > 0).ToDictionary(f => f.Number);
        if (byNumber.Count == 0 && type.Fields.Count > 0)
        {
            // A status comes with every object, but nobody can set it this way.
            if (type.Name.EndsWith("Status", StringComparison.Ordinal))
                return;
            throw ApiErrors.UnsupportedMediaType($"{type.Name} in protobuf is not read by DevCluster; send application/json");
        }
        foreach (var (number, scalar, bytes) in Fields(part))
        {
            if (byNumber.TryGetValue(number, out var field))
                Put(value, field, scalar, bytes);
        }
    }

    private static void Put(JsonObject owner, FieldInfo field, ulong scalar, ReadOnlyMemory<byte> bytes)
    {
        switch (field.Type.Kind)
        {
            case FieldKind.List:
                if (owner[field.Name] is not JsonArray list)
                    owner[field.Name] = list = [];
                list.Add(Value(field.Type.Element!, scalar, bytes));
                break;
            case FieldKind.Map:
                var (key, value) = ("", (JsonNode?)null);
                foreach (var (number, inner, part) in Fields(bytes))
                {
                    if (number == 1)
                        key = Encoding.UTF8.GetString(part.Span);
                    else
                        value = Value(field.Type.Element!, inner, part);
                }
                owner.Child(field.Name)[key] = value ?? Value(field.Type.Element!, 0, default);
                break;
            default:
                owner[field.Name] = Value(field.Type, scalar, bytes);
                break;
        }
    }

    private static JsonNode? Value(FieldType type, ulong scalar, ReadOnlyMemory<byte> bytes)
    {
        switch (type.Kind)
        {
            case FieldKind.Bool:
                return scalar != 0;
            case FieldKind.Int32 or FieldKind.Int64:
                return (long)scalar;
            case FieldKind.Bytes:
                return Convert.ToBase64String(bytes.Span);
            case FieldKind.Quantity:
                return Fields(bytes).Where(f => f.Number == 1).Select(f => Encoding.UTF8.GetString(f.Part.Span)).FirstOrDefault("0");
            case FieldKind.Time or FieldKind.MicroTime:
                var parts = Fields(bytes).ToDictionary(f => f.Number, f => (long)f.Scalar);
                if (parts.Count == 0)
                    return null;
                var time = DateTimeOffset.FromUnixTimeSeconds(parts.GetValueOrDefault(1)).AddTicks(parts.GetValueOrDefault(2) / 100);
                return type.Kind == FieldKind.Time ? time.ToTime() : time.ToMicroTime();
            case FieldKind.List:
                // A list as a map's value is a message with the items.
                return new JsonArray([.. Fields(bytes).Select(f => Value(type.Element!, f.Scalar, f.Part))]);
            case FieldKind.Struct:
                var value = new JsonObject();
                ReadStruct(bytes, type, value);
                return value;
            case FieldKind.Any:
                throw ApiErrors.UnsupportedMediaType("this object in protobuf is not read by DevCluster; send application/json");
            default:
                return Encoding.UTF8.GetString(bytes.Span);
        }
    }

    /// <summary>The fields of a message: number, and the value of a number or the bytes of everything else.</summary>
    private static IEnumerable<(int Number, ulong Scalar, ReadOnlyMemory<byte> Part)> Fields(ReadOnlyMemory<byte> message)
    {
        var at = 0;
        while (at < message.Length)
        {
            var tag = Number(message, ref at);
            var (number, kind) = ((int)(tag >> 3), (int)(tag & 7));
            var scalar = kind is Varint or Bytes ? Number(message, ref at) : 0;
            var length = kind switch
            {
                Bytes => (int)scalar,
                Fixed64 => 8,
                Fixed32 => 4,
                Varint => 0,
                _ => message.Length,
            };
            if (length > message.Length - at)
                throw ApiErrors.BadRequest("the body is no valid protobuf message");
            yield return (number, kind == Varint ? scalar : 0, message.Slice(at, length));
            at += length;
        }
    }

    private static ulong Number(ReadOnlyMemory<byte> message, ref int at)
    {
        ulong number = 0;
        for (var shift = 0; at < message.Length && shift < 64; shift += 7)
        {
            var b = message.Span[at++];
            number |= (ulong)(b & 0x7F) << shift;
            if (b < 0x80)
                return number;
        }
        throw ApiErrors.BadRequest("the body is no valid protobuf message");
    }
}
