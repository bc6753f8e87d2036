using System.Globalization;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using SegmentOperator.Generator;
using SegmentOperator.Generator.Crds;
using SegmentOperator.Generator.Yaml;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace SegmentOperator.Api.Tests.Generator;

public sealed class YamlTextTests
{
    [Fact]
    public void The_definitions_mean_the_same_in_YAML()
    {
        Assert.All(Commands.Kinds.Select(CrdBuilder.Build), crd => Assert.True(JsonNode.DeepEquals(crd, Read(CrdBuilder.ToYaml(crd)))));
    }

    [Theory]
    [InlineData("yes")]
    [InlineData("1e3")]
    [InlineData("-")]
    [InlineData("a: b")]
    [InlineData("a #b")]
    [InlineData("it's")]
    [InlineData("")]
    [InlineData("*x")]
    [InlineData("tab\there")]
    [InlineData("line\nline")]
    [InlineData(" space ")]
    [InlineData("two\n\nparagraphs")]
    public void Text_is_read_back_as_the_text_it_was(string text)
    {
        var json = new JsonObject { ["key"] = text, [text] = new JsonArray((JsonNode)text, new JsonObject { ["x"] = text }) };

        Assert.True(JsonNode.DeepEquals(json, Read(YamlText.Write(json))));
    }

    [Fact]
    public void Any_text_is_read_back_as_the_text_it_was()
    {
        var words = Gen.Elements("word", "'", "\"", ":", "#", "-", " ", "\n", "{", "1", "true", "a longer word", "é", "\t", "&", "\\", ",", "\u0007");
        Prop.ForAll(words.ListOf().Select(parts => string.Concat(parts)).ToArbitrary(), text =>
        {
            var json = new JsonObject { ["a"] = new JsonObject { ["b"] = text }, ["c"] = new JsonArray((JsonNode)text) };
            return JsonNode.DeepEquals(json, Read(YamlText.Write(json)));
        }).QuickCheckThrowOnFailure();
    }

    private static JsonNode? Read(string yaml)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(yaml));
        return Convert(stream.Documents[0].RootNode);
    }

    private static JsonNode? Convert(YamlNode node) => node switch
    {
        YamlMappingNode map => new JsonObject(map.Children.Select(pair => KeyValuePair.Create(((YamlScalarNode)pair.Key).Value!, Convert(pair.Value)))),
        YamlSequenceNode list => new JsonArray([.. list.Children.Select(Convert)]),
        YamlScalarNode { Style: ScalarStyle.Plain } scalar when long.TryParse(scalar.Value, CultureInfo.InvariantCulture, out var number) => JsonValue.Create(number),
        YamlScalarNode { Style: ScalarStyle.Plain, Value: "true" or "false" } scalar => JsonValue.Create(scalar.Value == "true"),
        YamlScalarNode scalar => JsonValue.Create(scalar.Value),
        _ => throw new InvalidOperationException(node.ToString()),
    };
}
