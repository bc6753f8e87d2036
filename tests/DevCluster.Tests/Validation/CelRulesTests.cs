using System.Text.Json.Nodes;
using SegmentOperator.DevCluster.Validation.Schemas;

namespace SegmentOperator.DevCluster.Tests.Validation;

public sealed class CelRulesTests
{
    private const string Schema = """
        {"type": "object", "x-kubernetes-validations": [{"rule": "self.metadata.name.startsWith('w')", "message": "name must begin with w"}],
         "properties": {"spec": {"type": "object", "required": ["min", "max"],
          "x-kubernetes-validations": [
            {"rule": "self.min <= self.max", "message": "min must not exceed max"},
            {"rule": "!has(self.name) || self.name != 'bad'", "messageExpression": "'name ' + self.name + ' is taken'", "reason": "FieldValueForbidden", "fieldPath": ".name"},
            {"rule": "self.max < 1000"}],
          "properties": {
            "min": {"type": "integer"}, "max": {"type": "integer"}, "name": {"type": "string", "maxLength": 20},
            "fixed": {"type": "string", "x-kubernetes-validations": [{"rule": "self == oldSelf", "message": "fixed is immutable"}]},
            "once": {"type": "string", "x-kubernetes-validations": [{"rule": "!oldSelf.hasValue() || oldSelf.value() == self", "optionalOldSelf": true, "message": "once is set for good"}]},
            "list": {"type": "array", "maxItems": 5, "items": {"type": "string", "maxLength": 10},
              "x-kubernetes-validations": [{"rule": "self.all(x, x.startsWith('a'))", "message": "all must begin with a"}]},
            "dup": {"type": "string", "maxLength": 10, "x-kubernetes-validations": [{"rule": "self.matches('^d')", "reason": "FieldValueDuplicate", "message": "taken"}]}}}}}
        """;

    [Theory]
    [InlineData("w1", """{"min": 1, "max": 5, "fixed": "a"}""", "")]
    [InlineData("w1", """{"min": 9, "max": 5, "name": "bad"}""", "spec: Invalid value: min must not exceed max|spec.name: Forbidden: name bad is taken")]
    [InlineData("w1", """{"min": 1, "max": 5000}""", "spec: Invalid value: failed rule: self.max < 1000")]
    [InlineData("w1", """{"min": 1, "max": 5, "list": ["b"]}""", "spec.list: Invalid value: all must begin with a")]
    [InlineData("w1", """{"min": 1, "max": 5, "dup": "x"}""", "spec.dup: Duplicate value: \"x\"")]
    [InlineData("bad", """{"min": 1, "max": 5}""", "<nil>: Invalid value: name must begin with w")]
    [InlineData("w1", """{"max": 5}""", "spec.min: Required value|<nil>: Invalid value: null: some validation rules were not checked because the object was invalid; correct the existing errors to complete validation")]
    public void A_rule_reports_with_its_message_reason_and_path(string name, string spec, string expected) =>
        Assert.Equal(expected, string.Join('|', Compile().ValidateCreate(Widget(name, spec))));

    [Theory]
    [InlineData("""{"min": 1, "max": 5, "fixed": "a"}""", """{"min": 1, "max": 5, "fixed": "b"}""", "spec.fixed: Invalid value: \"b\": fixed is immutable")]
    [InlineData("""{"min": 1, "max": 5, "fixed": "a"}""", """{"min": 1, "max": 5}""", "")]
    [InlineData("""{"min": 1, "max": 5}""", """{"min": 1, "max": 5, "fixed": "c"}""", "")]
    [InlineData("""{"min": 1, "max": 5, "once": "x"}""", """{"min": 1, "max": 5, "once": "y"}""", "spec.once: Invalid value: \"y\": once is set for good")]
    [InlineData("""{"min": 1, "max": 5}""", """{"min": 1, "max": 5, "once": "y"}""", "")]
    public void A_transition_rule_holds_where_there_is_an_earlier_state(string before, string after, string expected) =>
        Assert.Equal(expected, string.Join('|', Compile().ValidateUpdate(Widget("w1", after), Widget("w1", before), "")));

    private static StructuralSchema Compile() => new((JsonObject)JsonNode.Parse(Schema)!);

    private static JsonObject Widget(string name, string spec) => new()
    {
        ["apiVersion"] = "example.com/v1",
        ["kind"] = "Widget",
        ["metadata"] = new JsonObject { ["name"] = name },
        ["spec"] = JsonNode.Parse(spec),
    };
}
