using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace SegmentOperator.Archives;

/// <summary>
/// YAML to JSON, so that the cluster gets what was understood here and nothing that it could understand differently. Aliases, tags,
/// duplicate keys and words that YAML 1.1 and 1.2 read differently are refused.
/// </summary>
internal sealed partial class YamlReader
{
    private const int DeepestNesting = 100;
    private readonly string file;
    private readonly IParser parser;

    private YamlReader(string file, string text)
    {
        this.file = file;
        parser = new Parser(new StringReader(text));
    }

    /// <summary>The documents of a file that are not empty.</summary>
    /// <exception cref="PackageUnsafeException">The file cannot be read in exactly one way.</exception>
    public static IReadOnlyList<JsonObject> ReadAll(string file, string text)
    {
        var reader = new YamlReader(file, text);
        try
        {
            return reader.ReadAll();
        }
        catch (YamlException e)
        {
            throw new PackageUnsafeException($"{EntryText.Show(file)} line {e.Start.Line} is not YAML", e);
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or IndexOutOfRangeException)
        {
            // The scanner fails so on some broken plain scalars, instead of saying what is wrong.
            throw new PackageUnsafeException($"{EntryText.Show(file)} is not YAML{(reader.parser.Current is { } last ? $" behind line {last.Start.Line}" : "")}", e);
        }
    }

    private List<JsonObject> ReadAll()
    {
        var documents = new List<JsonObject>();
        parser.Consume<StreamStart>();
        while (!parser.TryConsume<StreamEnd>(out _))
        {
            parser.Consume<DocumentStart>();
            switch (ReadNode(depth: 0))
            {
                case JsonObject document:
                    documents.Add(document);
                    break;
                case null:
                    break;
                default:
                    throw Wrong(parser.Current, "a manifest is a mapping");
            }

            parser.Consume<DocumentEnd>();
        }

        return documents;
    }

    private JsonNode? ReadNode(int depth)
    {
        if (depth > DeepestNesting)
            throw Wrong(parser.Current, $"it is nested more than {DeepestNesting} levels deep");
        if (parser.Current is AnchorAlias)
            throw Wrong(parser.Current, "it uses an alias; write the value out");
        if (parser.Current is NodeEvent { Tag.IsEmpty: false })
            throw Wrong(parser.Current, "it uses a tag");
        if (parser.TryConsume<Scalar>(out var scalar))
            return ToJson(scalar);
        return parser.Current is SequenceStart ? ReadSequence(depth) : ReadMapping(depth);
    }

    private JsonArray ReadSequence(int depth)
    {
        parser.Consume<SequenceStart>();
        var items = new JsonArray();
        while (!parser.TryConsume<SequenceEnd>(out _))
            items.Add(ReadNode(depth + 1));
        return items;
    }

    private JsonObject ReadMapping(int depth)
    {
        parser.Consume<MappingStart>();
        var members = new JsonObject();
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            var key = parser.Current as Scalar ?? throw Wrong(parser.Current, "a key is no text");
            parser.MoveNext();
            if (key.Value == "<<" && key.Style == ScalarStyle.Plain)
                throw Wrong(key, "it uses a merge key");
            if (members.ContainsKey(key.Value))
                throw Wrong(key, $"the key {EntryText.Show(key.Value)} occurs twice");
            members[key.Value] = ReadNode(depth + 1);
        }

        return members;
    }

    private JsonNode? ToJson(Scalar scalar)
    {
        var text = scalar.Value;
        if (scalar.Style != ScalarStyle.Plain)
            return JsonValue.Create(text);
        if (text is "" or "null" or "~" or "Null" or "NULL")
            return null;
        if (text is "true" or "false")
            return JsonValue.Create(text == "true");
        if (Number().IsMatch(text))
        {
            if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole))
                return JsonValue.Create(whole);
            if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var real) && double.IsFinite(real))
                return JsonValue.Create(real);
        }

        return Ambiguous().IsMatch(text) ? throw Wrong(scalar, $"{EntryText.Show(text)} means different things to different readers; quote it") : JsonValue.Create(text);
    }

    private PackageUnsafeException Wrong(ParsingEvent? at, string why) =>
        new($"{EntryText.Show(file)} line {at?.Start.Line ?? 0}: {why}");

    [GeneratedRegex("^-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][-+]?[0-9]+)?\\z")]
    private static partial Regex Number();

    [GeneratedRegex("^([yY]|[nN]|yes|Yes|YES|no|No|NO|on|On|ON|off|Off|OFF|True|TRUE|False|FALSE|[-+]?\\.(inf|Inf|INF|nan|NaN|NAN)|\\+?[0-9][0-9_]*(\\.[0-9_]*)?|-0[0-9_]+|[-+]?0[xob][0-9a-fA-F_]+|[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+)\\z")]
    private static partial Regex Ambiguous();
}
