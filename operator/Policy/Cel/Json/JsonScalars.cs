using System.Text.Json;
using System.Text.Json.Nodes;

namespace SegmentOperator.Policy.Cel;

/// <summary>Text, numbers and booleans from JSON.</summary>
internal static class JsonScalars
{
    public static CelValue From(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => Text(element),
        JsonValueKind.True => CelValue.True,
        JsonValueKind.False => CelValue.False,
        JsonValueKind.Number => element.TryGetInt64(out var whole) ? CelValue.Of(whole) : CelValue.Of(element.GetDouble()),
        _ => CelValue.Null,
    };

    /// <summary>Escaped surrogates without their other half are not text, and the reader throws.</summary>
    private static CelValue Text(JsonElement element)
    {
        try
        {
            return CelValue.Of(element.GetString()!);
        }
        catch (InvalidOperationException)
        {
            return CelValue.Error("invalid string: not well-formed Unicode");
        }
    }

    /// <summary>A node that was parsed, or one that code made from a .NET value.</summary>
    public static CelValue From(JsonValue value)
    {
        if (value.TryGetValue<JsonElement>(out var element))
            return From(element);
        if (value.TryGetValue<string>(out var text))
            return CelValue.Of(text);
        if (value.TryGetValue<bool>(out var flag))
            return CelValue.Of(flag);
        if (value.TryGetValue<long>(out var whole))
            return CelValue.Of(whole);
        if (value.TryGetValue<int>(out var small))
            return CelValue.Of((long)small);
        if (value.TryGetValue<double>(out var number))
            return CelValue.Of(number);
        using var document = JsonDocument.Parse(value.ToJsonString());
        return From(document.RootElement);
    }

    /// <summary>What a scalar is under a declared type; text that does not have the form it should is an error when it is read.</summary>
    public static CelValue Declared(in CelValue value, CelType declared)
    {
        switch (declared.Kind, value.Kind)
        {
            case (CelKind.Double, CelKind.Int):
                return CelValue.Of((double)value.AsInt());
            case (CelKind.Int, CelKind.Double) when value.AsDouble() == Math.Floor(value.AsDouble()) && Math.Abs(value.AsDouble()) < 1e18:
                return CelValue.Of((long)value.AsDouble());
            case (CelKind.Timestamp, CelKind.String):
                return Timestamp(value.AsString());
            case (CelKind.Duration, CelKind.String):
                return CelDurationText.TryParse(value.AsString()) is { } nanos
                    ? CelValue.OfDuration(nanos)
                    : CelValue.Error($"Invalid duration, must be a string in the form of '1h30m', got {value.AsString()}");
            case (CelKind.Bytes, CelKind.String):
                return Bytes(value.AsString());
            default:
                return value;
        }
    }

    private static CelValue Timestamp(string text)
    {
        var parsed = CelTimeText.TryParse(text) ?? CelTimeText.TryParse(text + "T00:00:00Z");
        return parsed is { } at ? CelValue.Of(at) : CelValue.Error($"Invalid date-time, must be RFC 3339, got {text}");
    }

    private static CelValue Bytes(string text)
    {
        var buffer = new byte[text.Length];
        return Convert.TryFromBase64String(text, buffer, out var length)
            ? CelValue.Of(buffer[..length])
            : CelValue.Error("Invalid byte format, must be base64");
    }
}
