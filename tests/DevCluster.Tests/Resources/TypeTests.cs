using System.Text.Json.Nodes;
using SegmentOperator.DevCluster.Http;
using SegmentOperator.DevCluster.Resources;
using SegmentOperator.DevCluster.Resources.Custom;
using SegmentOperator.DevCluster.Resources.Types;

namespace SegmentOperator.DevCluster.Tests.Resources;

public sealed class TypeTests
{
    [Theory]
    [InlineData("0.1", "100m")]
    [InlineData("1000m", "1")]
    [InlineData("64Mi", "64Mi")]
    [InlineData("1024Mi", "1Gi")]
    [InlineData("1500", "1500")]
    [InlineData("2000", "2k")]
    [InlineData("1e3", "1e3")]
    [InlineData("0", "0")]
    public void A_quantity_is_written_in_its_canonical_form(string text, string canonical)
    {
        Assert.True(Quantity.TryParse(text, out var quantity));
        Assert.Equal(canonical, quantity.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("1 Mi")]
    [InlineData("abc")]
    [InlineData("1Xi")]
    public void What_is_no_quantity_is_not_parsed(string text) => Assert.False(Quantity.TryParse(text, out _));

    [Fact]
    public void Unknown_fields_are_dropped_and_named_and_empty_ones_left_out()
    {
        var value = Parse("""{"metadata":{"name":"a","nope":1,"labels":{}},"spec":{"containers":[{"name":"c","colour":"red","args":[]}],"hostNetwork":false}}""");
        var unknown = TypedDecoder.Decode(value, BuiltInResources.Types["Pod"], "Pod", "v1");
        Assert.Equal(["metadata.nope", "spec.containers[0].colour"], unknown);
        Assert.Equal("""{"metadata":{"name":"a"},"spec":{"containers":[{"name":"c","resources":{}}]},"status":{}}""", value.ToJsonString());
    }

    [Theory]
    [InlineData("""{"data":{"a":1}}""", "json: cannot unmarshal number into Go struct field ConfigMap.data of type string")]
    [InlineData("""{"metadata":{"name":5}}""", "json: cannot unmarshal number into Go struct field ObjectMeta.metadata.name of type string")]
    [InlineData("""{"metadata":"text"}""", "json: cannot unmarshal string into Go struct field ConfigMap.metadata of type v1.ObjectMeta")]
    public void A_value_of_the_wrong_type_is_refused_in_the_API_servers_words(string text, string why)
    {
        var error = Assert.Throws<ApiException>(() => TypedDecoder.Decode(Parse(text), BuiltInResources.Types["ConfigMap"], "ConfigMap", "v1"));
        Assert.EndsWith(why, error.Message);
    }

    [Fact]
    public void Every_built_in_kind_has_a_schema_without_loose_ends() => Assert.All(BuiltInResources.All, resource =>
    {
        Assert.Equal("object", resource.Schema["type"]!.GetValue<string>());
        Assert.NotEmpty(resource.Schema["properties"]!.AsObject());
        Assert.DoesNotContain("$ref\":\"#", resource.Schema.ToJsonString());
    });

    [Theory]
    [InlineData("app=x", true)]
    [InlineData("app==x,tier", true)]
    [InlineData("app!=x", false)]
    [InlineData("app in (x, y),tier notin (z)", true)]
    [InlineData("!app", false)]
    [InlineData("n>4,n<6", true)]
    [InlineData("none", false)]
    public void A_label_selector_selects(string selector, bool matches)
    {
        var value = Parse("""{"metadata":{"labels":{"app":"x","tier":"web","n":"5"}}}""");
        Assert.Equal(matches, SelectorParser.Parse(BuiltInResources.All[0], selector, null).Matches(value));
    }

    [Theory]
    [InlineData("app in x", "unable to parse requirement: found 'x' expected: '('")]
    [InlineData("==", "found '==', expected: !, identifier, or 'end of string'")]
    public void A_malformed_label_selector_is_explained(string selector, string why) =>
        Assert.Equal(why, Assert.Throws<ApiException>(() => SelectorParser.Parse(BuiltInResources.All[0], selector, null)).Message);

    [Theory]
    [InlineData(119, "119s")]
    [InlineData(125, "2m5s")]
    [InlineData(3600 * 3 + 60, "3h1m")]
    [InlineData(86400 * 10, "10d")]
    [InlineData(86400 * 800, "2y70d")]
    public void An_age_is_shown_as_kubectl_shows_it(long seconds, string text) => Assert.Equal(text, Table.Human(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData(".spec.size", "3")]
    [InlineData(".status.conditions[?(@.type==\"Ready\")].status", "True")]
    [InlineData(".spec.tags[*]", "a")]
    [InlineData(".spec.tags[1]", "b")]
    [InlineData(".metadata.labels['x/y']", "z")]
    [InlineData(".none", null)]
    public void A_printer_column_finds_its_value(string path, string? found)
    {
        var value = Parse("""
            {"metadata":{"labels":{"x/y":"z"}},"spec":{"size":3,"tags":["a","b"]},"status":{"conditions":[{"type":"A","status":"no"},{"type":"Ready","status":"True"}]}}
            """);
        Assert.Equal(found, new JsonPath(path).First(value)?.ToString());
    }

    [Fact]
    public void An_event_is_the_same_event_in_both_groups()
    {
        var core = Parse("""{"apiVersion":"v1","kind":"Event","involvedObject":{"name":"p"},"message":"hello","count":2,"reportingComponent":"","reportingInstance":""}""");
        var events = EventConversion.ToEventsGroup(core.Clone());
        Assert.Equal("hello", events["note"]!.GetValue<string>());
        Assert.True(JsonNode.DeepEquals(core, EventConversion.ToCore(events)));
    }

    private static JsonObject Parse(string text) => (JsonObject)JsonNode.Parse(text)!;
}
