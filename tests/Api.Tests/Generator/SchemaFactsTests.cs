using System.Text.Json.Nodes;
using SegmentOperator.Generator;
using SegmentOperator.Generator.Crds;

namespace SegmentOperator.Api.Tests.Generator;

public sealed class SchemaFactsTests
{
    public static TheoryData<Type> Kinds => [.. Commands.Kinds];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_string_is_bounded(Type kind)
    {
        var unbounded = Fields(kind).Where(field => (string?)field.Schema["type"] == "string" || field.Schema.ContainsKey("x-kubernetes-int-or-string"))
            .Where(field => !field.Schema.ContainsKey("maxLength") && !field.Schema.ContainsKey("enum") && (string?)field.Schema["format"] != "date-time")
            .Select(field => field.Path);

        Assert.Empty(unbounded);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_list_and_map_is_bounded(Type kind)
    {
        var unbounded = Fields(kind)
            .Where(field => (string?)field.Schema["type"] == "array" && !field.Schema.ContainsKey("maxItems")
                || field.Schema.ContainsKey("additionalProperties") && !field.Schema.ContainsKey("maxProperties"))
            .Select(field => field.Path);

        Assert.Empty(unbounded);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_number_has_a_least_value(Type kind)
    {
        Assert.Empty(Fields(kind).Where(field => (string?)field.Schema["type"] == "integer" && !field.Schema.ContainsKey("minimum"))
            .Select(field => field.Path));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_field_is_described_in_a_sentence(Type kind)
    {
        var silent = Fields(kind).Where(field => !field.Path.EndsWith("[]", StringComparison.Ordinal) && !field.Path.EndsWith("{}", StringComparison.Ordinal))
            .Where(field => (string?)field.Schema["description"] is not { Length: > 3 } text || !char.IsUpper(text[0]) || !text.EndsWith('.'))
            .Select(field => field.Path);

        Assert.Empty(silent);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Nothing_inside_a_list_has_a_default_that_Git_would_not_have(Type kind)
    {
        Assert.Empty(Fields(kind).Where(field => field.Path.Contains("[]", StringComparison.Ordinal) && field.Schema.ContainsKey("default"))
            .Select(field => field.Path));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_rule_tells_in_one_line_what_to_change(Type kind)
    {
        var rules = Fields(kind).SelectMany(field => field.Schema["x-kubernetes-validations"] as JsonArray ?? []);

        Assert.All(rules, rule => Assert.Matches(@"^[^\r\n]{10,200}$", (string)rule!["message"]!));
    }

    [Theory]
    [InlineData(typeof(Api.V1Alpha1.DeploymentRequest))]
    [InlineData(typeof(Api.V1Alpha1.AccessGrant))]
    [InlineData(typeof(Api.V1Alpha1.Approval))]
    public void The_spec_cannot_be_changed(Type kind)
    {
        // On the spec itself, which is required: a rule on a field would not see an optional field come or go.
        var schema = Schema(kind);
        var rules = schema["properties"]!["spec"]!["x-kubernetes-validations"]!.AsArray().Select(rule => (string)rule!["rule"]!);

        Assert.Contains("self == oldSelf", rules);
        Assert.Contains("spec", schema["required"]!.AsArray().Select(name => (string)name!));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Status_is_a_subresource_with_conditions_merged_by_type(Type kind)
    {
        var version = CrdBuilder.Build(kind)["spec"]!["versions"]![0]!;
        var conditions = Schema(kind)["properties"]!["status"]!["properties"]!["conditions"]!;

        Assert.NotNull(version["subresources"]!["status"]);
        Assert.Equal("map", (string)conditions["x-kubernetes-list-type"]!);
        Assert.Equal("type", (string)conditions["x-kubernetes-list-map-keys"]![0]!);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Fields_that_identify_a_list_item_are_required_in_it(Type kind)
    {
        var wrong = Fields(kind).Where(field => field.Schema.ContainsKey("x-kubernetes-list-map-keys")).SelectMany(field =>
            field.Schema["x-kubernetes-list-map-keys"]!.AsArray().Select(key => (string)key!)
                .Except((field.Schema["items"]!["required"] as JsonArray ?? []).Select(name => (string)name!))
                .Select(key => $"{field.Path}: {key}"));

        Assert.Empty(wrong);
    }

    private static JsonObject Schema(Type kind) =>
        CrdBuilder.Build(kind)["spec"]!["versions"]![0]!["schema"]!["openAPIV3Schema"]!.AsObject();

    private static IEnumerable<(string Path, JsonObject Schema)> Fields(Type kind) =>
        Schema(kind)["properties"]!.AsObject().Where(field => field.Key is "spec" or "status")
            .SelectMany(field => Walk(field.Key, field.Value!.AsObject()));

    private static IEnumerable<(string Path, JsonObject Schema)> Walk(string path, JsonObject schema)
    {
        yield return (path, schema);
        var children = (schema["properties"] as JsonObject ?? []).Select(field => ($"{path}.{field.Key}", field.Value!.AsObject()));
        if (schema["items"] is JsonObject items)
            children = children.Append(($"{path}[]", items));
        if (schema["additionalProperties"] is JsonObject values)
            children = children.Append(($"{path}{{}}", values));
        foreach (var nested in children.SelectMany(child => Walk(child.Item1, child.Item2)))
            yield return nested;
    }
}
