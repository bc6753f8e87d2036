using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SegmentOperator.DevCluster.Validation;

/// <summary>The JSON types as a schema names them.</summary>
internal enum JsonType
{
    Null,
    Boolean,
    Integer,
    Number,
    String,
    Array,
    Object,
}

/// <summary>
/// Reads JSON nodes leniently: a missing or differently typed value is null, empty or zero, so that a validator can go on
/// and report what it finds.
/// </summary>
internal static class JsonValues
{
    private static readonly JsonObject NoObject = [];

    public static JsonType Kind(this JsonNode? node)
    {
        switch (node?.GetValueKind() ?? JsonValueKind.Null)
        {
            case JsonValueKind.Object: return JsonType.Object;
            case JsonValueKind.Array: return JsonType.Array;
            case JsonValueKind.String: return JsonType.String;
            case JsonValueKind.True or JsonValueKind.False: return JsonType.Boolean;
            case JsonValueKind.Number: return IsInteger(node!) ? JsonType.Integer : JsonType.Number;
            default: return JsonType.Null;
        }
    }

    /// <summary>The schema's word for the type of a value.</summary>
    public static string TypeName(this JsonNode? node) => node.Kind() switch
    {
        JsonType.Boolean => "boolean",
        JsonType.Integer => "integer",
        JsonType.Number => "number",
        JsonType.String => "string",
        JsonType.Array => "array",
        JsonType.Object => "object",
        _ => "null",
    };

    /// <summary>The text at <paramref name="key"/>, or an empty one.</summary>
    public static string Str(this JsonNode? node, string key) => node.Text(key) ?? "";

    public static long Integer(this JsonNode? node) => node.Kind() switch
    {
        JsonType.Integer => long.Parse(node!.ToJsonString(), CultureInfo.InvariantCulture),
        JsonType.Number => (long)node.Double(),
        _ => 0,
    };

    public static long? Integer(this JsonNode? node, string key) =>
        node.At(key) is { } value && value.GetValueKind() == JsonValueKind.Number ? value.Integer() : null;

    public static double Double(this JsonNode? node) =>
        node?.GetValueKind() == JsonValueKind.Number ? double.Parse(node.ToJsonString(), CultureInfo.InvariantCulture) : 0;

    /// <summary>The object at <paramref name="key"/>, or an empty one that nobody may change.</summary>
    public static JsonObject Map(this JsonNode? node, string key) => node.At(key) as JsonObject ?? NoObject;

    /// <summary>The entries of the list at <paramref name="key"/>; none when there is no list.</summary>
    public static IEnumerable<JsonNode?> Items(this JsonNode? node, string key) => node.At(key) as JsonArray ?? [];

    public static bool Has(this JsonNode? node, string key) => node.At(key) is not null;

    public static bool Same(JsonNode? one, JsonNode? other) => JsonNode.DeepEquals(one, other);

    private static bool IsInteger(JsonNode node)
    {
        var text = node.ToJsonString();
        return text.AsSpan().IndexOfAny('.', 'e', 'E') < 0 && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _);
    }
}
