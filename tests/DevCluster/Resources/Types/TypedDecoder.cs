using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using SegmentOperator.DevCluster.Http;
using SegmentOperator.DevCluster.Validation;

namespace SegmentOperator.DevCluster.Resources.Types;

/// <summary>
/// Brings an object of a built-in kind into the form a Go program would read and write it in: unknown fields dropped,
/// empty optional fields left out, obligatory ones there, times and quantities canonical. A value of the wrong type is
/// refused in Go's words.
/// </summary>
internal sealed partial class TypedDecoder
{
    [GeneratedRegex(@"^[.,]\d{6}(Z|[+-]\d\d:\d\d)$")]
    private static partial Regex MicroTail();

    private readonly string _kind;
    private readonly string _version;
    private readonly List<string> _unknown = [];

    private TypedDecoder(string kind, string version)
    {
        _kind = kind;
        _version = version;
    }

    /// <summary>Changes the object in place; returns the paths of the fields that were dropped.</summary>
    public static IReadOnlyList<string> Decode(JsonObject value, FieldType type, string kind, string version)
    {
        var decoder = new TypedDecoder(kind, version);
        decoder.Struct(value, type, "", "");
        return decoder._unknown;
    }

    /// <summary>Decodes only the metadata: all of a custom object that has a Go type.</summary>
    public static IReadOnlyList<string> DecodeMetadata(JsonObject value, string kind, string version)
    {
        var decoder = new TypedDecoder(kind, version);
        decoder.Struct(value.Meta(), BuiltInResources.ObjectMeta, "metadata", "");
        return decoder._unknown;
    }

    private void Struct(JsonObject value, FieldType type, string path, string goPath)
    {
        foreach (var (name, child) in value.ToArray())
        {
            var at = path.Length == 0 ? name : $"{path}.{name}";
            if (!type.Fields.TryGetValue(name, out var field))
            {
                _unknown.Add(at);
                value.Remove(name);
                continue;
            }
            // The first struct's name and then every field: Go reports the innermost struct with the whole path.
            var goAt = goPath.Length == 0 ? name : $"{goPath}.{name}";
            var decoded = child is null ? null : Value(child, field.Type, at, goAt, type.Name);
            var isKept = field.Presence == Presence.Pointer || (field.Presence == Presence.Always && decoded is JsonArray && path.Length == 0);
            if (decoded is null || (!isKept && IsEmpty(decoded, field.Type)))
                value.Remove(name);
            else if (!ReferenceEquals(decoded, child))
                value[name] = decoded;
        }
        foreach (var field in type.Fields.Values)
        {
            if (field.Presence == Presence.Always && !value.ContainsKey(field.Name))
                value[field.Name] = Empty(field);
        }
    }

    /// <summary>The empty struct, as an object that says nothing is written.</summary>
    public static JsonObject EmptyStruct(FieldType type)
    {
        var value = new JsonObject();
        foreach (var field in type.Fields.Values.Where(f => f.Presence == Presence.Always))
            value[field.Name] = Empty(field);
        return value;
    }

    /// <summary>A copy with the members in the order of the struct's fields, and what is none of them behind.</summary>
    public static JsonObject InOrder(JsonObject value, FieldType type)
    {
        var ordered = new JsonObject();
        foreach (var name in type.Fields.Keys.Concat(value.Select(p => p.Key)).Distinct().Where(value.ContainsKey))
            ordered[name] = value[name]?.DeepClone();
        return ordered;
    }

    private static JsonNode? Empty(FieldInfo field) => field.IsNullable ? null : field.Type.Kind switch
    {
        FieldKind.Struct => EmptyStruct(field.Type),
        FieldKind.Any => new JsonObject(),
        FieldKind.String => JsonValue.Create(""),
        FieldKind.Int32 or FieldKind.Int64 => JsonValue.Create(0),
        FieldKind.Bool => JsonValue.Create(false),
        FieldKind.IntOrString => JsonValue.Create(0),
        _ => null,
    };

    private static bool IsEmpty(JsonNode value, FieldType type) => value switch
    {
        JsonArray array => array.Count == 0,
        // An empty struct behind a pointer says something (emptyDir: {}); an empty map does not.
        JsonObject map => type.Kind == FieldKind.Map && map.Count == 0,
        JsonValue scalar => scalar.GetValueKind() switch
        {
            JsonValueKind.String => scalar.GetValue<string>().Length == 0,
            JsonValueKind.False => true,
            JsonValueKind.Number => type.Kind is FieldKind.Int32 or FieldKind.Int64 && scalar.ToJsonString() == "0",
            _ => false,
        },
        _ => true,
    };

    private JsonNode? Value(JsonNode value, FieldType type, string path, string goPath, string owner)
    {
        switch (type.Kind)
        {
            case FieldKind.Any:
                return value;
            case FieldKind.Struct:
                Expect(value is JsonObject, value, type, goPath, owner);
                Struct((JsonObject)value, type, path, goPath);
                return value;
            case FieldKind.Map:
                Expect(value is JsonObject, value, type, goPath, owner);
                foreach (var (name, child) in value.AsObject().ToArray())
                    Replace(value.AsObject(), name, child, type.Element!, $"{path}.{name}", goPath, owner);
                return value;
            case FieldKind.List:
                Expect(value is JsonArray, value, type, goPath, owner);
                var array = (JsonArray)value;
                for (var i = 0; i < array.Count; i++)
                {
                    if (array[i] is not { } item)
                        continue;
                    var decoded = Value(item, type.Element!, $"{path}[{i}]", goPath, owner);
                    if (!ReferenceEquals(decoded, item))
                        array[i] = decoded;
                }
                return value;
            default:
                return Scalar((value as JsonValue)!, value, type, goPath, owner);
        }
    }

    private void Replace(JsonObject map, string name, JsonNode? child, FieldType type, string path, string goPath, string owner)
    {
        var decoded = child is null
            ? type.Kind is FieldKind.String or FieldKind.Bytes ? JsonValue.Create("") : null
            : Value(child, type, path, goPath, owner);
        if (!ReferenceEquals(decoded, child))
            map[name] = decoded;
    }

    private JsonNode? Scalar(JsonValue? scalar, JsonNode value, FieldType type, string goPath, string owner)
    {
        Expect(scalar is not null, value, type, goPath, owner);
        var kind = scalar!.GetValueKind();
        switch (type.Kind)
        {
            case FieldKind.Bool:
                Expect(kind is JsonValueKind.True or JsonValueKind.False, value, type, goPath, owner);
                return scalar;
            case FieldKind.Int32 or FieldKind.Int64:
                Expect(kind == JsonValueKind.Number, value, type, goPath, owner);
                if (!long.TryParse(scalar.ToJsonString(), out var number) || (type.Kind == FieldKind.Int32 && number != (int)number))
                    throw Refuse($"json: cannot unmarshal number {scalar.ToJsonString()} into Go struct field {owner}.{goPath} of type {type.GoName}");
                return scalar;
            case FieldKind.Number:
                Expect(kind == JsonValueKind.Number, value, type, goPath, owner);
                return scalar;
            case FieldKind.IntOrString:
                Expect(kind is JsonValueKind.Number or JsonValueKind.String, value, type, goPath, owner);
                return scalar;
            case FieldKind.Quantity:
                var text = kind == JsonValueKind.String ? scalar.GetValue<string>() : scalar.ToJsonString();
                if (!Quantity.TryParse(text, out var quantity))
                    throw Refuse(Quantity.Error);
                return quantity.ToString() is var canonical && canonical == text && kind == JsonValueKind.String ? scalar : canonical;
        }
        Expect(kind == JsonValueKind.String, value, type, goPath, owner);
        return type.Kind switch
        {
            FieldKind.Bytes => Bytes(scalar),
            FieldKind.Time => Time(scalar, false),
            FieldKind.MicroTime => Time(scalar, true),
            _ => scalar,
        };
    }

    private JsonValue? Time(JsonValue scalar, bool micro)
    {
        var text = scalar.GetValue<string>();
        if (text.Length == 0)
            return null;
        if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) || text.Length < 20)
        {
            throw Refuse($"parsing time \"{text}\" as \"{(micro ? "2006-01-02T15:04:05.000000Z07:00" : "2006-01-02T15:04:05Z07:00")}\": " +
                $"cannot parse \"{text}\" as \"2006\"");
        }
        // Go insists on the six digits that its layout shows.
        if (micro && !MicroTail().IsMatch(text[19..]))
        {
            throw Refuse($"parsing time \"{text}\" as \"2006-01-02T15:04:05.000000Z07:00\": {MicroProblem(text[19..])}");
        }
        var canonical = micro ? time.ToMicroTime() : time.ToTime();
        return canonical == text ? scalar : JsonValue.Create(canonical);
    }

    private static string MicroProblem(string tail)
    {
        var digits = tail[0] is '.' or ',' ? tail.Skip(1).TakeWhile(char.IsAsciiDigit).Count() : 0;
        return digits < 6 ? $"cannot parse \"{tail}\" as \".000000\"" : $"cannot parse \"{tail[7..]}\" as \"Z07:00\"";
    }

    private JsonValue Bytes(JsonValue scalar)
    {
        return GoText.Base64Error(scalar.GetValue<string>()) is { } error ? throw Refuse(error) : scalar;
    }

    private void Expect(bool holds, JsonNode value, FieldType type, string goPath, string owner)
    {
        if (holds)
            return;
        throw Refuse($"json: cannot unmarshal {GoText.JsonTypeOf(value)} into Go struct field {owner}.{goPath} of type {Wanted(type, value)}");
    }

    /// <summary>In a list or map, Go names the element's type when the container was right.</summary>
    private static string Wanted(FieldType type, JsonNode value) => type.Kind switch
    {
        FieldKind.Map when value is JsonObject => type.Element!.GoName,
        FieldKind.List when value is JsonArray => type.Element!.GoName,
        _ => type.GoName,
    };

    private ApiException Refuse(string why) =>
        ApiErrors.BadRequest($"{_kind} in version \"{_version}\" cannot be handled as a {_kind}: {why}");
}
