using System.Text.Json.Nodes;
using SegmentOperator.DevCluster.Validation;
using SegmentOperator.DevCluster.Validation.Schemas;

namespace SegmentOperator.DevCluster.Tests.Validation;

public sealed class CustomResourceTests
{
    private const string Schema = """
        {"type": "object", "properties": {"spec": {"type": "object", "required": ["size"], "properties": {
          "size": {"type": "integer", "minimum": 1, "maximum": 10, "multipleOf": 1},
          "name": {"type": "string", "minLength": 2, "maxLength": 5, "pattern": "^[a-z]+$"},
          "color": {"type": "string", "enum": ["red", "green"]},
          "tags": {"type": "array", "minItems": 1, "maxItems": 2, "items": {"type": "string"}},
          "when": {"type": "string", "format": "date-time"},
          "port": {"x-kubernetes-int-or-string": true},
          "opt": {"type": "string", "nullable": true},
          "labels": {"type": "object", "additionalProperties": {"type": "string"}, "maxProperties": 2},
          "ratio": {"type": "number", "exclusiveMinimum": true, "minimum": 0},
          "uniq": {"type": "array", "x-kubernetes-list-type": "set", "items": {"type": "integer"}},
          "named": {"type": "array", "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["name"],
            "items": {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}, "v": {"type": "integer", "maximum": 5}}}},
          "either": {"type": "object", "properties": {"a": {"type": "string"}, "b": {"type": "string"}}, "oneOf": [{"required": ["a"]}, {"required": ["b"]}]},
          "not": {"type": "integer", "not": {"enum": [13]}},
          "small": {"type": "integer", "format": "int32"},
          "mail": {"type": "string", "format": "email"},
          "dur": {"type": "string", "format": "duration"}}}}}
        """;

    [Theory]
    [InlineData("""{"size": 5, "name": "abc", "color": "red", "tags": ["a"], "port": "80%", "opt": null, "ratio": 0.5}""", "")]
    [InlineData("""{"size": 5.0, "port": 80, "when": "2020-01-02T03:04:05Z", "dur": "1h", "mail": "a@example.com"}""", "")]
    [InlineData("{}", "spec.size: Required value")]
    [InlineData("""{"size": 0}""", "spec.size: Invalid value: 0: spec.size in body should be greater than or equal to 1")]
    [InlineData("""{"size": 11}""", "spec.size: Invalid value: 11: spec.size in body should be less than or equal to 10")]
    [InlineData("""{"size": 5.5}""", """
        spec.size: Invalid value: "number": spec.size in body must be of type integer: "number"|<nil>: Invalid value: "": Checked value must be of type integer (default format) in spec.size|spec.size: Invalid value: 5.5: spec.size in body should be a multiple of 1
        """)]
    [InlineData("""{"size": 5, "name": "abcdef"}""", "spec.name: Too long: may not be more than 5 bytes")]
    [InlineData("""{"size": 5, "name": "a"}""", "spec.name: Invalid value: \"a\": spec.name in body should be at least 2 chars long")]
    [InlineData("""{"size": 5, "name": "ABC"}""", "spec.name: Invalid value: \"ABC\": spec.name in body should match '^[a-z]+$'")]
    [InlineData("""{"size": 5, "color": "blue"}""", "spec.color: Unsupported value: \"blue\": supported values: \"red\", \"green\"")]
    [InlineData("""{"size": 5, "tags": []}""", "spec.tags: Invalid value: 0: spec.tags in body should have at least 1 items")]
    [InlineData("""{"size": 5, "tags": ["a", "b", "c"]}""", "spec.tags: Too many: 3: must have at most 2 items")]
    [InlineData("""{"size": 5, "tags": ["a", 1]}""", "spec.tags[1]: Invalid value: \"integer\": spec.tags[1] in body must be of type string: \"integer\"")]
    [InlineData("""{"size": 5, "port": true}""", "spec.port: Invalid value: \"boolean\": spec.port in body must be of type integer,string: \"boolean\"")]
    [InlineData("""{"size": 5, "labels": {"a": 1}}""", "spec.labels.a: Invalid value: \"integer\": spec.labels.a in body must be of type string: \"integer\"")]
    [InlineData("""{"size": 5, "labels": {"a": "1", "b": "2", "c": "3"}}""", "spec.labels: Too many: 3: must have at most 2 items")]
    [InlineData("""{"size": 5, "uniq": [1, 1, 1]}""", "spec.uniq[1]: Duplicate value: 1")]
    [InlineData("""{"size": 5, "named": [{"name": "a"}, {"name": "a"}]}""", "spec.named[1]: Duplicate value: {\"name\":\"a\"}")]
    [InlineData("""{"size": 5, "ratio": 0}""", "spec.ratio: Invalid value: 0: spec.ratio in body should be greater than 0")]
    [InlineData("""{"size": 5, "either": {}}""", "<nil>: Invalid value: \"\": \"spec.either\" must validate one and only one schema (oneOf). Found none valid|spec.either.a: Required value")]
    [InlineData("""{"size": 5, "not": 13}""", "<nil>: Invalid value: \"\": \"spec.not\" must not validate the schema (not)")]
    [InlineData("""{"size": 5, "small": 3000000000}""", "<nil>: Invalid value: \"\": Checked value must be of type integer with format int32 in spec.small")]
    [InlineData("""{"size": 5, "mail": "nope"}""", "spec.mail: Invalid value: \"nope\": spec.mail in body must be of type email: \"nope\"")]
    [InlineData("""{"size": 5, "dur": "soon"}""", "spec.dur: Invalid value: \"soon\": spec.dur in body must be of type duration: \"soon\"")]
    [InlineData("""{"size": null}""", "spec.size: Invalid value: \"null\": spec.size in body must be of type integer: \"null\"")]
    public void What_is_wrong_is_said_in_the_words_of_a_kube_apiserver(string spec, string expected)
    {
        var errors = Compile().ValidateCreate(Widget(spec));
        Assert.Equal(expected.Trim(), string.Join('|', errors));
    }

    [Fact]
    public void A_part_that_did_not_change_is_not_judged_again()
    {
        var old = Widget("""{"size": 99, "name": "abc"}""");
        Assert.Empty(Compile().ValidateUpdate(Widget("""{"size": 99, "name": "abd"}"""), old, ""));
        Assert.Single(Compile().ValidateUpdate(Widget("""{"size": 98, "name": "abc"}"""), old, ""));
    }

    [Fact]
    public void Entries_of_a_map_list_are_correlated_by_their_key()
    {
        var old = Widget("""{"size": 1, "named": [{"name": "a", "v": 9}, {"name": "b", "v": 1}]}""");
        var moved = Widget("""{"size": 1, "named": [{"name": "b", "v": 2}, {"name": "a", "v": 9}]}""");
        Assert.Empty(Compile().ValidateUpdate(moved, old, ""));
    }

    private static StructuralSchema Compile() => new((JsonObject)JsonNode.Parse(Schema)!);

    private static JsonObject Widget(string spec) => new() { ["metadata"] = new JsonObject { ["name"] = "w" }, ["spec"] = JsonNode.Parse(spec) };
}
