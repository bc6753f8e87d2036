using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace SegmentOperator.Api.Tests;

/// <summary>A file of Samples: one object, or two for a change, and for a bad one the words that its refusal must contain.</summary>
internal sealed record Sample(string Text, IReadOnlyList<string> Documents, string Expectation)
{
    private static string Folder { get; } = Path.Combine(Repository.Root, "tests", "Api.Tests", "Samples");

    public static TheoryData<string> In(string folder) =>
        [.. Directory.GetFiles(Path.Combine(Folder, folder)).Select(path => Path.GetRelativePath(Folder, path)).Order(StringComparer.Ordinal)];

    public static Sample Read(string name)
    {
        var text = File.ReadAllText(Path.Combine(Folder, name));
        var first = text[..text.IndexOf('\n', StringComparison.Ordinal)];
        var expectation = first.StartsWith("# expect: ", StringComparison.Ordinal) ? first["# expect: ".Length..] : "";
        return new Sample(text, text.Split("\n---\n"), expectation);
    }

    /// <summary>The path of the kind that a document is of, or of the object itself.</summary>
    public static string ResourcePath(string document, bool named)
    {
        var root = (YamlMappingNode)Load(document);
        var metadata = (YamlMappingNode)root["metadata"];
        var ns = metadata.Children.TryGetValue("namespace", out var value) ? $"/namespaces/{value}" : "";
        var name = named ? $"/{metadata["name"]}" : "";
        return $"/apis/{root["apiVersion"]}{ns}/{root["kind"].ToString().ToLowerInvariant()}s{name}";
    }

    public static JsonNode ToJson(string document) => Convert(Load(document))!;

    private static YamlNode Load(string document)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(document));
        return stream.Documents[0].RootNode;
    }

    private static JsonNode? Convert(YamlNode node) => node switch
    {
        YamlMappingNode map => new JsonObject(map.Children.Select(pair => KeyValuePair.Create(pair.Key.ToString(), Convert(pair.Value)))),
        YamlSequenceNode list => new JsonArray([.. list.Children.Select(Convert)]),
        YamlScalarNode { Style: ScalarStyle.Plain } scalar when int.TryParse(scalar.Value, out var number) => JsonValue.Create(number),
        YamlScalarNode { Style: ScalarStyle.Plain, Value: "true" or "false" } scalar => JsonValue.Create(scalar.Value == "true"),
        _ => JsonValue.Create(((YamlScalarNode)node).Value),
    };
}
