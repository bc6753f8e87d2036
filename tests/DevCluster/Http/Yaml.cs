using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace SegmentOperator.DevCluster.Http;

/// <summary>YAML in, by the rules of the YAML library that the API server uses, and out.</summary>
internal static partial class Yaml
{
    /// <param name="duplicates">Receives a text for each repeated key, of which the last one counts.</param>
    public static JsonNode? Parse(string text, ICollection<string>? duplicates = null)
    {
        try
        {
            var parser = new Parser(new StringReader(text));
            parser.Consume<StreamStart>();
            if (!parser.TryConsume<DocumentStart>(out _))
                return null;
            return Value(parser, duplicates, []);
        }
        catch (YamlException e)
        {
            throw new GoJsonException(Explain(e));
        }
    }

    /// <summary>Keys sorted, block style, strings quoted where they would be read as something else.</summary>
    public static string Write(JsonNode? node)
    {
        var text = new StringBuilder();
        Write(text, node, 0, false);
        return text.ToString();
    }

    private static JsonNode? Value(Parser parser, ICollection<string>? duplicates, Dictionary<string, JsonNode?> anchors)
    {
        if (parser.TryConsume<AnchorAlias>(out var alias))
            return anchors.GetValueOrDefault(alias.Value.Value)?.DeepClone();
        if (parser.TryConsume<Scalar>(out var scalar))
            return Remember(scalar, Resolve(scalar), anchors);
        if (parser.TryConsume<SequenceStart>(out var sequence))
        {
            var list = new JsonArray();
            while (!parser.TryConsume<SequenceEnd>(out _))
                list.Add(Value(parser, duplicates, anchors));
            return Remember(sequence, list, anchors);
        }
        var start = parser.Consume<MappingStart>();
        var map = new JsonObject();
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            var key = parser.Consume<Scalar>();
            if (map.ContainsKey(key.Value))
                duplicates?.Add($"line {key.Start.Line}: key {JsonSerializer.Serialize(key.Value)} already set in map");
            map[key.Value] = Value(parser, duplicates, anchors);
        }
        return Remember(start, map, anchors);
    }

    private static JsonNode? Remember(NodeEvent e, JsonNode? value, Dictionary<string, JsonNode?> anchors)
    {
        if (!e.Anchor.IsEmpty)
            anchors[e.Anchor.Value] = value?.DeepClone();
        return value;
    }

    private static JsonNode? Resolve(Scalar scalar)
    {
        if (scalar.Style != ScalarStyle.Plain || (!scalar.Tag.IsEmpty && scalar.Tag.Value.EndsWith(":str", StringComparison.Ordinal)))
            return scalar.Value;
        switch (scalar.Value)
        {
            case "" or "~" or "null" or "Null" or "NULL":
                return null;
            case "true" or "True" or "TRUE" or "yes" or "Yes" or "YES" or "on" or "On" or "ON" or "y" or "Y":
                return true;
            case "false" or "False" or "FALSE" or "no" or "No" or "NO" or "off" or "Off" or "OFF" or "n" or "N":
                return false;
        }
        if (long.TryParse(scalar.Value.Replace("_", ""), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            return number;
        if (scalar.Value.StartsWith("0x", StringComparison.Ordinal) && long.TryParse(scalar.Value.AsSpan(2), NumberStyles.HexNumber, null, out var hex))
            return hex;
        return FloatShape().IsMatch(scalar.Value) && double.TryParse(scalar.Value, CultureInfo.InvariantCulture, out var real) ? real : scalar.Value;
    }

    private static string Explain(YamlException e)
    {
        var message = e.InnerException?.Message ?? e.Message;
        var text = message switch
        {
            _ when message.Contains("Mapping values are not allowed") || message.Contains("found invalid mapping") => "mapping values are not allowed in this context",
            _ when message.Contains("did not find expected ',' or '}'") => "did not find expected ',' or '}'",
            _ when message.Contains("did not find expected ',' or ']'") => "did not find expected ',' or ']'",
            _ when message.Contains("did not find expected key") => "did not find expected key",
            _ when message.Contains("tab", StringComparison.OrdinalIgnoreCase) => "found character that cannot start any token",
            _ => char.ToLowerInvariant(message[0]) + message[1..].TrimEnd('.'),
        };
        // Go's library counts lines from zero, those of the scanner from one, and does not mention line zero.
        var line = e is SyntaxErrorException ? e.Start.Line : e.Start.Line - 1;
        return e.Start.Line > 1 && line > 0 ? $"yaml: line {line}: {text}" : $"yaml: {text}";
    }

    private static void Write(StringBuilder text, JsonNode? node, int indent, bool inList)
    {
        switch (node)
        {
            case JsonObject { Count: > 0 } map:
                var first = inList;
                foreach (var (name, value) in map.OrderBy(p => p.Key, StringComparer.Ordinal))
                {
                    if (!first)
                        text.Append(' ', indent);
                    first = false;
                    text.Append(Plain(name)).Append(':');
                    Below(text, value, indent);
                }
                break;
            case JsonArray { Count: > 0 } list:
                foreach (var item in list)
                {
                    text.Append(' ', indent).Append("- ");
                    Write(text, item, indent + 2, true);
                }
                break;
            default:
                text.Append(Inline(node, indent)).Append('\n');
                break;
        }
    }

    private static void Below(StringBuilder text, JsonNode? value, int indent)
    {
        if (value is JsonObject { Count: > 0 })
        {
            text.Append('\n');
            Write(text, value, indent + 2, false);
        }
        else if (value is JsonArray { Count: > 0 })
        {
            text.Append('\n');
            Write(text, value, indent, false);
        }
        else
        {
            text.Append(' ').Append(Inline(value, indent)).Append('\n');
        }
    }

    private static string Inline(JsonNode? node, int indent) => node switch
    {
        null => "null",
        JsonObject => "{}",
        JsonArray => "[]",
        JsonValue v when v.GetValueKind() == JsonValueKind.String => Text(v.GetValue<string>(), indent),
        _ => node.ToJsonString(),
    };

    private static string Text(string value, int indent)
    {
        if (!value.Contains('\n') || value.Any(c => c < ' ' && c != '\n'))
            return Plain(value);
        var chomp = value.EndsWith('\n') ? value.EndsWith("\n\n", StringComparison.Ordinal) ? "+" : "" : "-";
        var pad = new string(' ', indent + 2);
        return $"|{chomp}\n{string.Join('\n', value.TrimEnd('\n').Split('\n').Select(l => l.Length == 0 ? l : pad + l))}";
    }

    private static string Plain(string value)
    {
        var isOther = Resolve(new Scalar(AnchorName.Empty, TagName.Empty, value, ScalarStyle.Plain, true, false)) is not JsonValue resolved ||
            resolved.GetValueKind() != JsonValueKind.String;
        return isOther || TimeShape().IsMatch(value) || !PlainShape().IsMatch(value) || value.Contains(": ") || value.Contains(" #") || value.EndsWith(':')
            ? JsonSerializer.Serialize(value, Json.Options)
            : value;
    }

    [GeneratedRegex(@"^[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?$")]
    private static partial Regex FloatShape();

    [GeneratedRegex(@"^\d{4}-\d\d-\d\d")]
    private static partial Regex TimeShape();

    [GeneratedRegex(@"^[^\s\-?:,\[\]{}#&*!|>'""%@`=][^\n]*(?<! )$|^[-?:][^\s]+[^\n]*(?<! )$")]
    private static partial Regex PlainShape();
}
