using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace SegmentOperator.Sigstore;

/// <summary>
/// One value in a JSON document, which knows its path. As in protobuf's JSON a member that is <c>null</c> is absent, and an
/// integer may stand in quotes.
/// </summary>
internal readonly struct JsonField
{
    private readonly JsonElement element;
    private readonly Trail? trail;

    private JsonField(JsonElement element, Trail? trail) => (this.element, this.trail) = (element, trail);

    private sealed record Trail(Trail? Parent, string? Name, int Index)
    {
        public override string ToString() =>
            Name is null ? $"{Parent}[{Index}]" : Parent is null ? Name : $"{Parent}.{Name}";
    }

    /// <summary>Where it stands: <c>verificationMaterial.tlogEntries[0].logIndex</c>.</summary>
    public string Path => trail?.ToString() ?? "the document";

    public static JsonField Root(JsonElement element) => new(element, null);

    public bool Has(string name) => Find(name) is not null;

    public JsonField Object(string name) => ObjectOrNull(name) ?? throw Missing(name);

    public JsonField? ObjectOrNull(string name) => Find(name) is not { } found ? null
        : found.element.ValueKind == JsonValueKind.Object ? found : throw found.Wrong("is not an object");

    /// <summary>A member that is a list; an absent one is empty.</summary>
    public IReadOnlyList<JsonField> Array(string name, int most)
    {
        if (Find(name) is not { } found) return [];
        if (found.element.ValueKind != JsonValueKind.Array) throw found.Wrong("is not a list");
        var length = found.element.GetArrayLength();
        if (length > most) throw found.Wrong($"has {length} entries, at most {most} are read");
        var items = new JsonField[length];
        for (var i = 0; i < length; i++) items[i] = new JsonField(found.element[i], new Trail(found.trail, null, i));
        return items;
    }

    /// <summary>This value, an entry of a list, as an object.</summary>
    public JsonField AsObject() => element.ValueKind == JsonValueKind.Object ? this : throw Wrong("is not an object");

    /// <summary>This value, an entry of a list, as bytes.</summary>
    public byte[] AsBytes() => element.ValueKind == JsonValueKind.String ? Decode() : throw Wrong("is not a text in base64");

    public IEnumerable<(string Name, string Value)> Texts()
    {
        foreach (var member in element.EnumerateObject())
        {
            if (member.Value.ValueKind == JsonValueKind.String) yield return (member.Name, member.Value.GetString()!);
        }
    }

    public string Text(string name) => TextOrNull(name) ?? throw Missing(name);

    public string? TextOrNull(string name) => Find(name) is not { } found ? null
        : found.element.ValueKind == JsonValueKind.String ? found.element.GetString() : throw found.Wrong("is not a text");

    public byte[] Bytes(string name) => BytesOrNull(name) ?? throw Missing(name);

    public byte[]? BytesOrNull(string name) => Find(name) is not { } found ? null
        : found.element.ValueKind == JsonValueKind.String ? found.Decode() : throw found.Wrong("is not a text in base64");

    /// <summary>An integer, not negative; an absent one is null.</summary>
    public long? IntegerOrNull(string name)
    {
        if (Find(name) is not { } found) return null;
        var text = found.element.ValueKind switch
        {
            JsonValueKind.String => found.element.GetString()!,
            JsonValueKind.Number => found.element.GetRawText(),
            _ => throw found.Wrong("is not an integer"),
        };
        // Only the canonical spelling: no sign, no leading zero, no exponent.
        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) || (text.Length > 1 && text[0] == '0'))
            throw found.Wrong("is not an integer between 0 and 9223372036854775807");
        return value;
    }

    /// <summary>The JSON as it stands in the document.</summary>
    public byte[] Raw() => JsonMarshal.GetRawUtf8Value(element).ToArray();

    public bool IsObject(string name) => Find(name)?.element.ValueKind == JsonValueKind.Object;

    public bool IsText(string name) => Find(name)?.element.ValueKind == JsonValueKind.String;

    public JsonField? Find(string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null
            ? new JsonField(value, new Trail(trail, name, 0)) : null;

    public MalformedException Wrong(string why) => new($"{Path} {why}");

    public MalformedException Missing(string name) => new($"{(trail is null ? name : $"{trail}.{name}")} is missing");

    private byte[] Decode()
    {
        var raw = JsonMarshal.GetRawUtf8Value(element)[1..^1];
        var good = raw.Contains((byte)'\\')
            ? Base64.TryDecode(System.Text.Encoding.UTF8.GetBytes(element.GetString()!), out var bytes)
            : Base64.TryDecode(raw, out bytes);
        return good ? bytes : throw Wrong("is not base64");
    }
}
