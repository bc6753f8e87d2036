using System.Text.Json;
using System.Text.Json.Nodes;

namespace SegmentOperator.Policy.Cel;

/// <summary>
/// JSON as CEL values and back. Objects and arrays are wrapped, not copied: their members are converted when an expression
/// reads them. Whole numbers are int and others double, unless a declared type says otherwise; declared timestamps, durations
/// and bytes are parsed from their text.
/// </summary>
public static class CelJson
{
    /// <summary>Wraps a node; it must not change while the value is in use.</summary>
    public static CelValue FromNode(JsonNode? node, CelType? declared = null) => node switch
    {
        null => CelValue.Null,
        JsonObject o => CelValue.Of(new JsonObjectMap(o, declared ?? CelType.Dyn)),
        JsonArray a => CelValue.Of(new JsonArrayList(a, declared ?? CelType.Dyn)),
        _ => JsonScalars.Declared(JsonScalars.From((JsonValue)node), declared ?? CelType.Dyn),
    };

    /// <summary>Wraps an element; its document must outlive the value.</summary>
    public static CelValue FromElement(JsonElement element, CelType? declared = null) => element.ValueKind switch
    {
        JsonValueKind.Object => CelValue.Of(new JsonElementMap(element, declared ?? CelType.Dyn)),
        JsonValueKind.Array => CelValue.Of(new JsonElementList(element, declared ?? CelType.Dyn)),
        _ => JsonScalars.Declared(JsonScalars.From(element), declared ?? CelType.Dyn),
    };

    /// <summary>
    /// Writes a value as JSON: timestamps as RFC 3339, durations as seconds ("90s"), bytes as base64, an absent optional as
    /// null. Errors and library values without a JSON form are written as their text.
    /// </summary>
    public static JsonNode? ToNode(CelValue value) => value.Kind switch
    {
        CelKind.Null => null,
        CelKind.Bool => JsonValue.Create(value.AsBool()),
        CelKind.Int => JsonValue.Create(value.AsInt()),
        CelKind.Uint => JsonValue.Create(value.AsUint()),
        CelKind.Double when double.IsFinite(value.AsDouble()) => JsonValue.Create(value.AsDouble()),
        CelKind.Bytes => JsonValue.Create(Convert.ToBase64String(value.AsBytes().Span)),
        CelKind.List => ToArray(value.AsList()),
        CelKind.Map => ToObject(value.AsMap()),
        CelKind.Optional => value.TryGetOptional(out var content) ? ToNode(content) : null,
        _ => JsonValue.Create(CelText.Plain(value)),
    };

    private static JsonArray ToArray(CelList list)
    {
        var array = new JsonArray();
        for (var i = 0; i < list.Count; i++)
            array.Add(ToNode(list[i]));
        return array;
    }

    private static JsonObject ToObject(CelMap map)
    {
        var result = new JsonObject();
        foreach (var key in map.Keys)
            result[CelText.Plain(key)] = map.TryGet(key, out var value) ? ToNode(value) : null;
        return result;
    }
}
