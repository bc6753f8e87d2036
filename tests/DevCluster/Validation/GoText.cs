using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace SegmentOperator.DevCluster.Validation;

/// <summary>Values as a Go program prints them, which is how they stand in the texts of a kube-apiserver.</summary>
internal static class GoText
{
    /// <summary>A value inside a validation error: texts quoted, numbers and booleans plain, everything else as JSON.</summary>
    public static string Value(JsonNode? value) => value.Kind() switch
    {
        JsonType.Null => "null",
        JsonType.String => Quote(value.Text()!),
        JsonType.Boolean => value!.GetValue<bool>() ? "true" : "false",
        JsonType.Integer => value.Integer().ToString(CultureInfo.InvariantCulture),
        JsonType.Number => Float(value.Double()),
        _ => Json(value),
    };

    /// <summary>What <c>%q</c> prints.</summary>
    public static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var rune in text.EnumerateRunes())
        {
            quoted.Append(rune.Value switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\a' => "\\a",
                '\b' => "\\b",
                '\f' => "\\f",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                '\v' => "\\v",
                < 0x20 or 0x7f => $"\\x{rune.Value:x2}",
                _ when !Printable(rune) => rune.Value > 0xffff ? $"\\U{rune.Value:x8}" : $"\\u{rune.Value:x4}",
                _ => rune.ToString(),
            });
        }

        return quoted.Append('"').ToString();
    }

    /// <summary>What <c>%v</c> prints of decoded JSON: <c>map[a:1 b:[x y]]</c>.</summary>
    public static string Plain(JsonNode? value) => value switch
    {
        null => "<nil>",
        JsonObject map => $"map[{string.Join(' ', map.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => $"{p.Key}:{Plain(p.Value)}"))}]",
        JsonArray list => $"[{string.Join(' ', list.Select(Plain))}]",
        _ => value.Text() ?? value.ToJsonString(),
    };

    /// <summary>The Go type of decoded JSON.</summary>
    public static string TypeOf(JsonNode? value) => value.Kind() switch
    {
        JsonType.Null => "<nil>",
        JsonType.String => "string",
        JsonType.Boolean => "bool",
        JsonType.Integer => "int64",
        JsonType.Number => "float64",
        _ => value is JsonArray ? "[]interface {}" : "map[string]interface {}",
    };

    /// <summary>What Go's decoder calls a JSON value.</summary>
    public static string JsonTypeOf(JsonNode value) => value.GetValueKind() switch
    {
        System.Text.Json.JsonValueKind.Object => "object",
        System.Text.Json.JsonValueKind.Array => "array",
        System.Text.Json.JsonValueKind.String => "string",
        System.Text.Json.JsonValueKind.Number => "number",
        _ => "bool",
    };

    /// <summary>What Go says of a text that is not base64, or null.</summary>
    public static string? Base64Error(string text)
    {
        if (Convert.TryFromBase64String(text, new byte[text.Length], out _))
            return null;
        var bad = text.TakeWhile(c => char.IsAsciiLetterOrDigit(c) || c is '+' or '/').Count();
        return $"illegal base64 data at input byte {(bad == text.Length ? text.Length / 4 * 4 : bad)}";
    }

    /// <summary>What <c>%q</c> prints for a list of texts: <c>["a" "b"]</c>.</summary>
    public static string QuoteList(IEnumerable<string> texts) => $"[{string.Join(' ', texts.Select(Quote))}]";

    /// <summary>What <c>%#v</c> prints for a list of texts.</summary>
    public static string SliceLiteral(IEnumerable<string>? texts) =>
        texts is null ? "[]string(nil)" : $"[]string{{{string.Join(", ", texts.Select(Quote))}}}";

    /// <summary>What <c>encoding/json</c> writes: no spaces, keys sorted, and <c>&lt; &gt; &amp;</c> escaped.</summary>
    public static string Json(JsonNode? value)
    {
        var json = new StringBuilder();
        Write(json, value, sorted: true);
        return json.ToString();
    }

    /// <summary>As <see cref="Json"/>, for what stands for a Go struct: keys stay in the order of the fields.</summary>
    public static string StructJson(JsonNode? value)
    {
        var json = new StringBuilder();
        Write(json, value, sorted: false);
        return json.ToString();
    }

    /// <summary>What <c>%v</c> prints for a float64.</summary>
    public static string Float(double value)
    {
        var magnitude = Math.Abs(value);
        if (magnitude != 0 && (magnitude < 1e-4 || magnitude >= 1e21))
        {
            var text = value.ToString("E16", CultureInfo.InvariantCulture);
            var shortest = value.ToString("R", CultureInfo.InvariantCulture);
            var exponent = int.Parse(text[(text.IndexOf('E', StringComparison.Ordinal) + 1)..], CultureInfo.InvariantCulture);
            var digits = shortest.Contains('E', StringComparison.Ordinal) ? shortest[..shortest.IndexOf('E', StringComparison.Ordinal)] : shortest;
            return $"{digits}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}";
        }

        return Math.Abs(value) < 1e15 && value == Math.Truncate(value)
            ? value.ToString("F0", CultureInfo.InvariantCulture)
            : decimal.TryParse(value.ToString("R", CultureInfo.InvariantCulture), NumberStyles.Float, CultureInfo.InvariantCulture, out var plain)
                ? plain.ToString(CultureInfo.InvariantCulture)
                : value.ToString("R", CultureInfo.InvariantCulture);
    }

    private static bool Printable(Rune rune) => rune.Value == ' ' || Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control
        or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.SpaceSeparator);

    private static void Write(StringBuilder json, JsonNode? value, bool sorted)
    {
        switch (value)
        {
            case JsonObject map:
                json.Append('{');
                var first = true;
                foreach (var (key, item) in sorted ? map.OrderBy(p => p.Key, StringComparer.Ordinal) : map.AsEnumerable())
                {
                    json.Append(first ? "" : ",");
                    WriteText(json, key);
                    json.Append(':');
                    Write(json, item, sorted);
                    first = false;
                }

                json.Append('}');
                break;
            case JsonArray list:
                json.Append('[');
                for (var i = 0; i < list.Count; i++)
                {
                    json.Append(i == 0 ? "" : ",");
                    Write(json, list[i], sorted);
                }

                json.Append(']');
                break;
            default:
                if (value.Kind() == JsonType.String)
                    WriteText(json, value.Text()!);
                else
                    json.Append(Value(value));
                break;
        }
    }

    private static void WriteText(StringBuilder json, string text)
    {
        json.Append('"');
        foreach (var c in text)
        {
            json.Append(c switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\b' => "\\b",
                '\f' => "\\f",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                < ' ' or '<' or '>' or '&' or '\u2028' or '\u2029' => $"\\u{(int)c:x4}",
                _ => c.ToString(),
            });
        }

        json.Append('"');
    }
}
