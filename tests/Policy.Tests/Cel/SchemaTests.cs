using System.Text.Json;
using System.Text.Json.Nodes;
using SegmentOperator.Policy.Cel;

namespace SegmentOperator.Policy.Tests.Cel;

public sealed class SchemaTests
{
    private const string Schema = """
        {"type": "object", "required": ["replicas"], "properties": {
          "replicas": {"type": "integer"}, "ratio": {"type": "number"}, "ready": {"type": "boolean"},
          "name": {"type": "string", "maxLength": 10}, "since": {"type": "string", "format": "date-time"},
          "day": {"type": "string", "format": "date"}, "timeout": {"type": "string", "format": "duration"},
          "blob": {"type": "string", "format": "byte"}, "port": {"x-kubernetes-int-or-string": true},
          "labels": {"type": "object", "additionalProperties": {"type": "string"}},
          "tags": {"type": "array", "x-kubernetes-list-type": "set", "items": {"type": "string"}},
          "ports": {"type": "array", "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["name"], "items":
            {"type": "object", "properties": {"name": {"type": "string"}, "port": {"type": "integer"}}}},
          "any": {"x-kubernetes-preserve-unknown-fields": true},
          "template": {"type": "object", "x-kubernetes-embedded-resource": true},
          "foo-bar": {"type": "integer"}, "a.b": {"type": "integer"}, "x/y": {"type": "integer"}, "namespace": {"type": "string"},
          "under__score": {"type": "integer"}
        }}
        """;

    private const string Data = """
        {"replicas": 3, "ratio": 2, "ready": true, "name": "n", "since": "2024-01-01T00:00:00Z", "day": "2024-01-02", "timeout": "90s",
         "blob": "aGk=", "port": "80%", "labels": {"a": "b"}, "tags": ["x", "y"], "ports": [{"name": "p", "port": 1}, {"name": "q", "port": 2}],
         "any": {"x": 1}, "template": {"kind": "Pod", "metadata": {"name": "t"}},
         "foo-bar": 1, "a.b": 2, "x/y": 3, "namespace": "ns", "under__score": 4, "metadata": {"name": "me"}}
        """;

    private static readonly CelType Type = CelSchema.TypeOf(JsonNode.Parse(Schema)!.AsObject(), isResourceRoot: true)!;
    private static readonly CelEnvironment Environment =
        CelEnvironment.Kubernetes.WithVariable("self", Type).WithVariable("oldSelf", Type);

    [Theory]
    [InlineData("self.replicas + 1 == 4")]
    [InlineData("self.ratio == 2.0 && self.ratio / 4.0 == 0.5")]
    [InlineData("self.ready && self.name == 'n'")]
    [InlineData("self.since.getFullYear() == 2024 && self.day > self.since")]
    [InlineData("self.timeout == duration('1m30s')")]
    [InlineData("self.blob == b'hi'")]
    [InlineData("type(self.port) == string && self.port == '80%'")]
    [InlineData("self.labels['a'] == 'b' && self.labels.a == 'b' && !has(self.labels.c) && !('c' in self.labels)")]
    [InlineData("self.tags == ['y', 'x'] && self.tags + ['x', 'z'] == ['x', 'y', 'z']")]
    [InlineData("self.tags != ['y', 'z']")]
    [InlineData("self.ports.exists(p, p.name == 'q' && p.port == 2)")]
    [InlineData("self.ports == oldSelf.ports")]
    [InlineData("(self.ports + [self.ports[0]]).size() == 2")]
    [InlineData("self.template.kind == 'Pod' && self.template.metadata.name == 't'")]
    [InlineData("self.foo__dash__bar == 1 && self.a__dot__b == 2 && self.x__slash__y == 3")]
    [InlineData("self.__namespace__ == 'ns' && self.under__underscores__score == 4")]
    [InlineData("has(self.foo__dash__bar) && self.?foo__dash__bar.orValue(0) == 1")]
    [InlineData("self.metadata.name == 'me' && !has(self.apiVersion)")]
    [InlineData("self == oldSelf")]
    public void Data_is_read_as_its_schema_says(string expression)
    {
        var program = Environment.Compile(expression);
        using var document = JsonDocument.Parse(Data);
        foreach (var self in new[] { CelJson.FromNode(JsonNode.Parse(Data), Type), CelJson.FromElement(document.RootElement, Type) })
        {
            var variables = new Dictionary<string, CelValue> { ["self"] = self, ["oldSelf"] = CelJson.FromNode(JsonNode.Parse(Data), Type) };
            Assert.Equal(CelValue.True, program.Evaluate(variables));
        }
    }

    [Theory]
    [InlineData("self.nosuchfield", "undefined field 'nosuchfield'")]
    [InlineData("self.any", "undefined field 'any'")]
    [InlineData("self.metadata.labels", "undefined field 'labels'")]
    [InlineData("has(self.nosuchfield)", "undefined field 'nosuchfield'")]
    [InlineData("self.replicas == 'three'", "found no matching overload for '_==_' applied to '(int, string)'")]
    [InlineData("self.since == '2024'", "found no matching overload for '_==_' applied to '(timestamp, string)'")]
    [InlineData("self.ports.all(p, p.nme == '')", "undefined field 'nme'")]
    public void What_the_schema_does_not_have_is_a_compile_error(string expression, string message) =>
        Assert.Equal(message, Environment.TryCompile(expression).Issues[0].Message);

    [Fact]
    public void A_missing_field_is_an_error_that_has_and_optionals_avoid()
    {
        var self = CelJson.FromNode(new JsonObject { ["replicas"] = 1 }, Type);
        CelValue Run(string expression) => Environment.Compile(expression).Evaluate(new Dictionary<string, CelValue> { ["self"] = self });
        Assert.Equal("no such key: name", Run("self.name == 'a'").ErrorMessage);
        Assert.Equal(CelValue.False, Run("has(self.name)"));
        Assert.Equal(CelValue.Of("none"), Run("self.?name.orValue('none')"));
        Assert.Equal(CelValue.True, Run("self.name == 'a' || self.replicas == 1"));
    }

    [Theory]
    [InlineData("since", "yesterday")]
    [InlineData("timeout", "soon")]
    [InlineData("blob", "***")]
    public void Text_that_does_not_have_its_format_is_an_error_when_it_is_read(string field, string text)
    {
        var self = CelJson.FromNode(new JsonObject { [field] = text }, Type);
        var result = Environment.Compile($"self.{field} == self.{field}").Evaluate(new Dictionary<string, CelValue> { ["self"] = self });
        Assert.StartsWith("Invalid ", result.ErrorMessage, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("spec", "spec")]
    [InlineData("foo-bar", "foo__dash__bar")]
    [InlineData("a.b/c", "a__dot__b__slash__c")]
    [InlineData("a__b", "a__underscores__b")]
    [InlineData("namespace", "__namespace__")]
    [InlineData("in", "__in__")]
    [InlineData("0a", null)]
    [InlineData("", null)]
    [InlineData("a b", null)]
    [InlineData("ä", null)]
    public void Property_names_are_escaped_as_Kubernetes_does(string property, string? escaped)
    {
        Assert.Equal(escaped, CelSchema.Escape(property));
        if (escaped is not null)
            Assert.Equal(property, CelSchema.Unescape(escaped));
    }

    [Fact]
    public void Text_that_is_not_well_formed_is_an_error_and_not_a_crash()
    {
        using var document = JsonDocument.Parse("""{"a": "\ud800", "\ud800": 1, "b": 2}""");
        var data = CelJson.FromElement(document.RootElement);
        Assert.Equal("invalid string: not well-formed Unicode", Cel.Evaluate("m.a == 'x'", ("m", data)).ErrorMessage);
        Assert.Equal(CelValue.True, Cel.Evaluate("m.b == 2 && m.size() == 2 && m.all(k, k in ['a', 'b'])", ("m", data)));
    }

    [Fact]
    public void Values_come_back_as_JSON() => Assert.Equal(
        """{"a":[1,2.5,true,null,"x"],"t":"2024-01-01T00:00:00Z","d":"90s","b":"aGk=","o":1,"n":null}""",
        CelJson.ToNode(Cel.Evaluate("{'a': dyn([1, 2.5, true, null, 'x']), 't': timestamp('2024-01-01T00:00:00Z'), 'd': duration('90s'), "
            + "'b': b'hi', 'o': optional.of(1), 'n': optional.none()}"))!.ToJsonString());
}
