using System.Text.Json;
using System.Text.Json.Nodes;
using SegmentOperator.Kubernetes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace SegmentOperator.Cli.Output;

/// <summary>Objects as JSON, YAML or names, as kubectl's -o writes them.</summary>
internal static class Documents
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static JsonObject Of<T>(T value)
        where T : class, IKubernetesObject<T> => (JsonObject)JsonSerializer.SerializeToNode(value, T.ResourceType.Json)!;

    public static Task WriteAsync(TextWriter output, string format, IReadOnlyList<JsonObject> items, bool single)
    {
        JsonNode document = single && items.Count == 1 ? items[0] : new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "List",
            ["metadata"] = new JsonObject(),
            ["items"] = new JsonArray([.. items.Select(item => item.DeepClone())]),
        };
        return format switch
        {
            "json" => output.WriteLineAsync(document.ToJsonString(Indented)),
            "yaml" => output.WriteAsync(Yaml(document)),
            _ => output.WriteAsync(string.Concat(items.Select(item => $"{item["kind"]!.GetValue<string>().ToLowerInvariant()}.segment-operator.dev/{item["metadata"]!["name"]}\n"))),
        };
    }

    private static string Yaml(JsonNode document)
    {
        using var text = new StringWriter();
        new YamlStream(new YamlDocument(Node(document))).Save(text, assignAnchors: false);
        return text.ToString().Replace("\n...", "", StringComparison.Ordinal);
    }

    private static YamlNode Node(JsonNode? node) => node switch
    {
        JsonObject map => new YamlMappingNode(map.SelectMany(pair => new[] { new YamlScalarNode(pair.Key), Node(pair.Value) })),
        JsonArray list => new YamlSequenceNode(list.Select(Node)),
        JsonValue value when value.GetValueKind() == JsonValueKind.String => Text(value.GetValue<string>()),
        null => new YamlScalarNode("null"),
        _ => new YamlScalarNode(node.ToJsonString()),
    };

    /// <summary>Quoted wherever a reader could take it for something else than text.</summary>
    private static YamlScalarNode Text(string text)
    {
        var plain = text.Length > 0 && char.IsAsciiLetter(text[0]) && text.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '.' or '/' or '_')
            && text.ToLowerInvariant() is not ("true" or "false" or "null" or "yes" or "no" or "on" or "off" or "y" or "n");
        return new(text) { Style = plain ? ScalarStyle.Plain : text.Contains('\n', StringComparison.Ordinal) ? ScalarStyle.Literal : ScalarStyle.DoubleQuoted };
    }
}
