using System.Text.Json.Nodes;
using SegmentOperator.DevCluster.Validation;
using SegmentOperator.DevCluster.Validation.BuiltIn;

namespace SegmentOperator.DevCluster.Tests.Validation;

public sealed class DefinitionTests
{
    private const string Path = "spec.validation.openAPIV3Schema";

    [Theory]
    [InlineData("""{"properties": {"spec": {"type": "object"}}}""", Path + ".type: Required value: must not be empty at the root")]
    [InlineData("""{"type": "string"}""", Path + ".type: Invalid value: \"string\": must be object at the root")]
    [InlineData("""{"type": "object", "properties": {"spec": {"type": "array"}}}""", Path + ".properties[spec].items: Required value: must be specified")]
    [InlineData("""{"type": "object", "properties": {"spec": {"type": "text"}}}""", Path + ".properties[spec].type: Unsupported value: \"text\": supported values: \"array\", \"boolean\", \"integer\", \"number\", \"object\", \"string\"")]
    [InlineData("""{"type": "object", "properties": {"spec": {"type": "object", "additionalProperties": {"type": "string"}, "properties": {"a": {"type": "string"}}}}}""", Path + ".properties[spec].additionalProperties: Forbidden: additionalProperties and properties are mutual exclusive")]
    [InlineData("""{"type": "object", "properties": {"metadata": {"type": "object", "properties": {"labels": {"type": "object"}}}}}""", Path + ".properties[metadata]: Forbidden: must not specify anything other than name and generateName, but metadata is implicitly specified")]
    [InlineData("""{"type": "object", "properties": {"a": {"anyOf": [{"type": "string"}, {"type": "integer"}]}}}""", Path + ".properties[a].anyOf[0].type: Forbidden: must be empty to be structural|" + Path + ".properties[a].anyOf[1].type: Forbidden: must be empty to be structural|" + Path + ".properties[a].type: Required value: must not be empty for specified object fields")]
    [InlineData("""{"type": "object", "properties": {"a": {"type": "array", "items": {"type": "string"}, "x-kubernetes-list-type": "map"}}}""", Path + ".properties[a].x-kubernetes-list-map-keys: Required value: must not be empty if x-kubernetes-list-type is map|" + Path + ".properties[a].items.type: Invalid value: \"string\": must be object if parent array's x-kubernetes-list-type is map")]
    [InlineData("""{"type": "object", "properties": {"a": {"$ref": "#/x"}}}""", Path + ".properties[a].$ref: Forbidden: $ref is not supported")]
    [InlineData("""{"type": "object", "x-kubernetes-preserve-unknown-fields": false}""", Path + ".x-kubernetes-preserve-unknown-fields: Invalid value: false: must be true or undefined")]
    [InlineData("""{"type": "object", "properties": {"a": {"x-kubernetes-int-or-string": true, "anyOf": [{"type": "integer"}, {"type": "string"}]}}}""", "")]
    [InlineData("""{"type": "object", "properties": {"a": {"type": "object", "default": {"b": 1}, "properties": {"c": {"type": "string"}}}}}""", Path + ".properties[a].default: Invalid value: {\"b\":1}: must not have unknown fields")]
    [InlineData("""{"type": "object", "properties": {"a": {"type": "integer", "default": "x"}}}""", Path + ".properties[a].default: Invalid value: \"string\":  in body must be of type integer: \"string\"")]
    public void A_schema_that_is_not_structural_is_refused(string schema, string expected) =>
        Assert.Equal(expected, string.Join('|', new CustomResourceDefinitions().ValidateCreate(Definition(schema))));

    [Theory]
    [InlineData("""[{"rule": "self.none > 1"}]""", "rule: Invalid value: {\"Rule\":\"self.none \\u003e 1\",\"Message\":\"\",\"MessageExpression\":\"\",\"Reason\":null,\"FieldPath\":\"\",\"OptionalOldSelf\":null}: compilation failed: ERROR: <input>:1:5: undefined field 'none'\n | self.none > 1\n | ....^")]
    [InlineData("""[{"rule": ""}]""", "rule: Required value: rule is not specified")]
    [InlineData("""[{"rule": "true", "fieldPath": ".none"}]""", "fieldPath: Invalid value: \".none\": must be a valid path")]
    [InlineData("""[{"rule": "self.n == 1", "message": " "}]""", "message: Invalid value: \" \": must be non-empty if specified")]
    [InlineData("""[{"rule": "true", "messageExpression": "1 + 1"}]""", "messageExpression: Invalid value: {\"Rule\":\"true\",\"Message\":\"\",\"MessageExpression\":\"1 + 1\",\"Reason\":null,\"FieldPath\":\"\",\"OptionalOldSelf\":null}: messageExpression must evaluate to a string")]
    public void A_rule_that_cannot_work_is_refused(string rules, string expected)
    {
        var schema = $$$"""{"type": "object", "properties": {"spec": {"type": "object", "properties": {"n": {"type": "integer"}}, "x-kubernetes-validations": {{{rules}}} } } }""";
        var errors = new CustomResourceDefinitions().ValidateCreate(Definition(schema));
        Assert.Equal($"{Path}.properties[spec].x-kubernetes-validations[0].{expected}", string.Join('|', errors));
    }

    [Fact]
    public void Names_and_versions_are_checked()
    {
        var definition = Definition("""{"type": "object"}""");
        definition["spec"]!["group"] = "nodots";
        definition["spec"]!["scope"] = "Galaxy";
        definition["spec"]!["versions"]![0]!["storage"] = false;
        definition["status"]!["storedVersions"] = null;
        Assert.Equal(
            [
                "spec.group: Invalid value: \"nodots\": should be a domain with at least one dot",
                "spec.scope: Unsupported value: \"Galaxy\": supported values: \"Cluster\", \"Namespaced\"",
                "spec.versions: Invalid value: [{\"Name\":\"v1\",\"Served\":true,\"Storage\":false,\"Deprecated\":false,\"DeprecationWarning\":null,\"Schema\":null,\"Subresources\":null,\"AdditionalPrinterColumns\":null,\"SelectableFields\":null}]: must have exactly one version marked as storage version",
                "status.storedVersions: Invalid value: null: must have at least one stored version",
            ],
            new CustomResourceDefinitions().ValidateCreate(definition).Select(e => e.ToString()));
    }

    [Fact]
    public void An_established_definition_keeps_its_group_scope_and_names()
    {
        var old = Definition("""{"type": "object"}""");
        old["status"]!["conditions"] = new JsonArray(new JsonObject { ["type"] = "Established", ["status"] = "True" });
        var changed = old.Clone();
        changed["spec"]!["scope"] = "Cluster";
        Assert.Equal(["spec.scope: Invalid value: \"Cluster\": field is immutable"],
            new CustomResourceDefinitions().ValidateUpdate(changed, old, "").Select(e => e.ToString()));
    }

    private static JsonObject Definition(string schema) => new()
    {
        ["metadata"] = new JsonObject { ["name"] = "widgets.example.com" },
        ["spec"] = new JsonObject
        {
            ["group"] = "example.com",
            ["scope"] = "Namespaced",
            ["names"] = new JsonObject { ["plural"] = "widgets", ["singular"] = "widget", ["kind"] = "Widget", ["listKind"] = "WidgetList" },
            ["versions"] = new JsonArray(new JsonObject
            {
                ["name"] = "v1",
                ["served"] = true,
                ["storage"] = true,
                ["schema"] = new JsonObject { ["openAPIV3Schema"] = JsonNode.Parse(schema) },
            }),
        },
        ["status"] = new JsonObject { ["storedVersions"] = new JsonArray("v1") },
    };
}
