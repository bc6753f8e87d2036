using System.Text.Json.Nodes;
using SegmentOperator.DevCluster.Validation;
using SegmentOperator.DevCluster.Validation.BuiltIn;

namespace SegmentOperator.DevCluster.Tests.Validation;

public sealed class ContainerRuleTests
{
    [Theory]
    [InlineData("""{"env":[{"name":"A","valueFrom":{}}]}""", "env[0].valueFrom: Invalid value: \"\": must specify one of")]
    [InlineData("""{"env":[{"name":"A","value":"x","valueFrom":{"fieldRef":{"fieldPath":"metadata.name"}}}]}""", "may not be specified when `value` is not empty")]
    [InlineData("""{"env":[{"name":"A","valueFrom":{"fieldRef":{"fieldPath":"spec.none"}}}]}""", "field label not supported: spec.none")]
    [InlineData("""{"env":[{"name":"A","valueFrom":{"fieldRef":{"fieldPath":"metadata.labels['a']"}}}]}""", "")]
    public void An_environment_variable_has_one_source_that_exists(string container, string expected) =>
        Check(container, expected, (errors, c) => ContainerRules.Environment(errors, c, "env"));

    [Theory]
    [InlineData("""{"livenessProbe":{"periodSeconds":-1}}""", "livenessProbe: Required value: must specify a handler type")]
    [InlineData("""{"startupProbe":{"exec":{"command":["x"]},"successThreshold":2}}""", "successThreshold: Invalid value: 2: must be 1")]
    [InlineData("""{"readinessProbe":{"exec":{"command":["x"]},"successThreshold":2}}""", "")]
    [InlineData("""{"lifecycle":{"preStop":{}}}""", "lifecycle.preStop: Required value: must specify a handler type")]
    public void A_probe_and_a_hook_say_what_they_do(string container, string expected) =>
        Check(container, expected, (errors, c) => ContainerRules.Handlers(errors, c, "c"));

    [Theory]
    [InlineData("""{"limits":{"cpu":"1"},"requests":{"cpu":"2"}}""", "requests: Invalid value: \"2\": must be less than or equal to cpu limit of 1")]
    [InlineData("""{"limits":{"cpu":"1"},"requests":{"cpu":"1000m"}}""", "")]
    public void A_request_is_within_its_limit(string resources, string expected) =>
        Check(resources, expected, (errors, r) => ContainerRules.Resources(errors, r, "resources"));

    private static void Check(string json, string expected, Action<List<FieldError>, JsonObject> rule)
    {
        List<FieldError> errors = [];
        rule(errors, (JsonObject)JsonNode.Parse(json)!);
        var text = string.Join("\n", errors.Select(e => e.ToString()));
        if (expected.Length == 0)
            Assert.Equal("", text);
        else
            Assert.Contains(expected, text, StringComparison.Ordinal);
    }
}
