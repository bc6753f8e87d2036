using System.Text.Json;
using System.Text.Json.Nodes;
using SegmentOperator.DevCluster.Resources.Types;
using SegmentOperator.DevCluster.Validation;

namespace SegmentOperator.DevCluster.Patching;

/// <summary>
/// Why a strategically merged object is none of its kind. Such an object is never written as JSON: Go restores its structs from
/// maps, field by field, and says it in other words than a decoder.
/// </summary>
internal static class StrategicConversion
{
    /// <summary>The first thing that does not fit, or null when a decoder has to say it.</summary>
    public static string? Problem(JsonNode? value, FieldType type)
    {
        if (value is null)
            return null;
        switch (type.Kind)
        {
            case FieldKind.Struct:
                return value is JsonObject fields
                    ? type.Fields.Values.Select(f => Problem(fields[f.Name], f.Type)).FirstOrDefault(p => p is not null)
                    : $"cannot restore struct from: {KindOf(value)}";
            case FieldKind.Map:
                return value is JsonObject map
                    ? map.Select(p => Problem(p.Value, type.Element!)).FirstOrDefault(p => p is not null)
                    : $"cannot restore map from {KindOf(value)}";
            case FieldKind.List:
                return value is JsonArray list
                    ? list.Select(i => Problem(i, type.Element!)).FirstOrDefault(p => p is not null)
                    : $"cannot restore slice from {KindOf(value)}";
            case FieldKind.Bytes:
                return value.GetValueKind() != JsonValueKind.String ? $"cannot restore slice from {KindOf(value)}"
                    : GoText.Base64Error(value.Text()!) is { } error ? $"error decoding from json: {error}" : null;
            case FieldKind.String when value.GetValueKind() != JsonValueKind.String:
                return $"cannot convert {GoText.TypeOf(value)} to string";
            case FieldKind.Bool when value.GetValueKind() is not (JsonValueKind.True or JsonValueKind.False):
                return $"cannot convert {GoText.TypeOf(value)} to bool";
            case FieldKind.Int32 or FieldKind.Int64 when value.GetValueKind() != JsonValueKind.Number:
                return $"cannot convert {GoText.TypeOf(value)} to {type.GoName}";
            default:
                return null;
        }
    }

    private static string KindOf(JsonNode value) => value switch
    {
        JsonObject => "map",
        JsonArray => "slice",
        _ => GoText.TypeOf(value),
    };
}
