using System.Text.Json.Nodes;
using SegmentOperator.DevCluster.Validation.Schemas;

namespace SegmentOperator.DevCluster.Tests.Validation;

public sealed class PruningAndDefaultingTests
{
    private const string Schema = """
        {"type": "object", "properties": {"spec": {"type": "object", "default": {}, "properties": {
          "n": {"type": "integer", "default": 3},
          "s": {"type": "string", "default": "x", "nullable": true},
          "nn": {"type": "string"},
          "list": {"type": "array", "items": {"type": "object", "properties": {"p": {"type": "string", "default": "TCP"}, "q": {"type": "integer"}}}},
          "free": {"type": "object", "x-kubernetes-preserve-unknown-fields": true},
          "half": {"type": "object", "x-kubernetes-preserve-unknown-fields": true, "properties": {"typed": {"type": "object", "properties": {"a": {"type": "string"}}}}},
          "map": {"type": "object", "additionalProperties": {"type": "object", "properties": {"v": {"type": "integer", "default": 1}}}},
          "tmpl": {"type": "object", "x-kubernetes-embedded-resource": true, "x-kubernetes-preserve-unknown-fields": true}}}}}
        """;

    [Theory]
    [InlineData("""{"metadata": {"name": "a"}}""", """{"metadata": {"name": "a"}, "spec": {"n": 3, "s": "x"}}""")]
    [InlineData("""{"spec": {"n": null, "s": null, "nn": null}}""", """{"spec": {"n": 3, "s": null}}""")]
    [InlineData("""{"spec": {"n": 1, "list": [{}], "map": {"k": {}}}}""", """{"spec": {"n": 1, "s": "x", "list": [{"p": "TCP"}], "map": {"k": {"v": 1}}}}""")]
    public void Defaults_are_filled_in_and_nulls_that_are_not_allowed_count_as_missing(string given, string expected)
    {
        var value = (JsonObject)JsonNode.Parse(given)!;
        Compile().Default(value);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), value), value.ToJsonString());
    }

    [Fact]
    public void Fields_that_the_schema_does_not_know_are_removed_and_named()
    {
        var value = (JsonObject)JsonNode.Parse("""
            {"apiVersion": "v1", "kind": "W", "metadata": {"name": "a", "bogus": 1}, "top": 1,
             "spec": {"zz": 1, "free": {"a": {"b": 1}}, "half": {"x": 1, "typed": {"a": "1", "b": 2}}, "list": [{"zz": 1}],
                      "tmpl": {"metadata": {"bogus": 1}, "spec": {"a": 1}}}}
            """)!;
        var unknown = Compile().Prune(value);
        Assert.Equal(["metadata.bogus", "spec.half.typed.b", "spec.list[0].zz", "spec.tmpl.metadata.bogus", "spec.zz", "top"], unknown);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse("""{"free": {"a": {"b": 1}}, "half": {"x": 1, "typed": {"a": "1"}}, "list": [{}], "tmpl": {"metadata": {}, "spec": {"a": 1}}}"""), value["spec"]));
    }

    [Fact]
    public void An_embedded_resource_needs_a_type()
    {
        var value = (JsonObject)JsonNode.Parse("""{"spec": {"tmpl": {"metadata": {"name": "x"}}}}""")!;
        Assert.Equal(["spec.tmpl.apiVersion: Required value", "spec.tmpl.kind: Required value"], Compile().ValidateCreate(value).Select(e => e.ToString()));
    }

    private static StructuralSchema Compile() => new((JsonObject)JsonNode.Parse(Schema)!);
}
