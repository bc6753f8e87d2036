using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SegmentOperator.Generator.Yaml;

/// <summary>
/// Writes JSON as YAML in one fixed form, so that the same input always gives the same bytes: block style, two spaces, keys in their
/// order, plain scalars only where no YAML parser could read something else.
/// </summary>
internal static class YamlText
{
    private const int Width = 120;

    public static string Write(JsonNode node)
    {
        var text = new StringBuilder();
        WriteNode(text, node, 0, "");
        return text.ToString();
    }

    private static void WriteNode(StringBuilder text, JsonNode? node, int indent, string first)
    {
        switch (node)
        {
            case JsonObject { Count: > 0 } map:
                foreach (var (key, value) in map)
                {
                    text.Append(first.Length > 0 ? first : new string(' ', indent)).Append(Scalar(key)).Append(':');
                    first = "";
                    WriteValue(text, value, indent, value is JsonArray ? indent : indent + 2);
                }

                break;
            case JsonArray { Count: > 0 } list:
                foreach (var item in list)
                {
                    var dash = new string(' ', indent) + "- ";
                    if (item is JsonObject { Count: > 0 })
                    {
                        WriteNode(text, item, indent + 2, dash);
                    }
                    else
                    {
                        text.Append(dash.AsSpan(0, dash.Length - 1));
                        WriteValue(text, item, indent, indent + 2);
                    }
                }

                break;
            default:
                text.Append(first).Append(Inline(node)).Append('\n');
                break;
        }
    }

    private static void WriteValue(StringBuilder text, JsonNode? value, int indent, int childIndent)
    {
        if (value is JsonObject { Count: > 0 } or JsonArray { Count: > 0 })
        {
            text.Append('\n');
            WriteNode(text, value, childIndent, "");
        }
        else if (value is JsonValue scalar && scalar.TryGetValue<string>(out var prose) && IsProse(prose, indent))
        {
            WriteFolded(text, prose, indent + 2);
        }
        else
        {
            text.Append(' ').Append(Inline(value)).Append('\n');
        }
    }

    /// <summary>Text that a folded block gives back exactly: paragraphs of words with single spaces.</summary>
    private static bool IsProse(string value, int indent) =>
        (value.Length > Width - indent - 20 || value.Contains('\n', StringComparison.Ordinal))
        && value.Split('\n').All(line => line.Length > 0 && line[0] is not ' ' && line[^1] is not ' ' && !line.Contains("  ", StringComparison.Ordinal))
        && !value.Any(c => char.IsControl(c) && c != '\n');

    private static void WriteFolded(StringBuilder text, string value, int indent)
    {
        text.Append(" >-\n");
        var margin = new string(' ', indent);
        var paragraphs = value.Split('\n');
        for (var i = 0; i < paragraphs.Length; i++)
        {
            // In a folded block an empty line stands for one line break.
            if (i > 0)
                text.Append('\n');
            foreach (var line in Wrap(paragraphs[i], Width - indent))
                text.Append(margin).Append(line).Append('\n');
        }
    }

    private static IEnumerable<string> Wrap(string paragraph, int width)
    {
        var line = new StringBuilder();
        foreach (var word in paragraph.Split(' '))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                yield return line.ToString();
                line.Clear();
            }

            line.Append(line.Length > 0 ? " " : "").Append(word);
        }

        yield return line.ToString();
    }

    private static string Inline(JsonNode? node) => node switch
    {
        null => "null",
        JsonObject => "{}",
        JsonArray => "[]",
        _ when node.GetValueKind() == JsonValueKind.String => Scalar(node.GetValue<string>()),
        _ => node.ToJsonString(),
    };

    private static string Scalar(string value) => IsPlain(value) ? value : Quote(value);

    private static bool IsPlain(string value) =>
        value.Length > 0
        && (char.IsAsciiLetter(value[0]) || value[0] is '/' or '.' or '_')
        && value[^1] is not (' ' or ':')
        && value.All(c => c is >= ' ' and < '\u007f')
        && !value.Contains(": ", StringComparison.Ordinal)
        && !value.Contains(" #", StringComparison.Ordinal)
        && !IsWord(value);

    /// <summary>Words that YAML 1.1 or 1.2 reads as something else than text.</summary>
    private static bool IsWord(string value) => value.ToLowerInvariant() is "true" or "false" or "yes" or "no" or "on" or "off"
        or "y" or "n" or "null" or ".nan" or ".inf";

    private static string Quote(string value) => value.Any(char.IsControl)
        ? "\"" + JsonEncodedText.Encode(value, System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping) + "\""
        : "'" + value.Replace("'", "''", StringComparison.Ordinal) + "'";
}
