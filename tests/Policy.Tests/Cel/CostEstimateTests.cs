using System.Text.Json.Nodes;
using SegmentOperator.Policy.Cel;

namespace SegmentOperator.Policy.Tests.Cel;

public sealed class CostEstimateTests
{
    private const string Schema = """
        {"type": "object", "properties": {
          "n": {"type": "integer"}, "short": {"type": "string", "maxLength": 10}, "long": {"type": "string"},
          "few": {"type": "array", "maxItems": 10, "items": {"type": "string", "maxLength": 10}},
          "many": {"type": "array", "items": {"type": "string"}},
          "map": {"type": "object", "maxProperties": 5, "additionalProperties": {"type": "integer"}}
        }}
        """;

    private static readonly CelEnvironment Environment =
        CelEnvironment.Kubernetes.WithVariable("self", CelSchema.TypeOf(JsonNode.Parse(Schema)!.AsObject())!);

    [Theory]
    [InlineData("true", 0, 0)]
    [InlineData("self.n > 1", 3, 3)]
    [InlineData("self.n == 1", 3, 3)]
    [InlineData("has(self.n)", 1, 1)]
    [InlineData("self.short == 'abc'", 3, 3)]
    [InlineData("self.short.startsWith('abc')", 3, 3)]
    [InlineData("self.short.contains('abc')", 2, 6)]
    [InlineData("self.short.matches('^[a-z]+$')", 4, 12)]
    [InlineData("self.n > 1 && self.n < 5", 3, 6)]
    [InlineData("self.n > 1 ? true : self.n < 5", 3, 6)]
    [InlineData("self.few.all(x, x == 'a')", 3, 53)]
    [InlineData("self.few.size() > 1", 4, 4)]
    [InlineData("self.map.exists(k, k == 'a')", 3, 33)]
    [InlineData("'a' in self.few", 2, 12)]
    [InlineData("[1, 2].size() == 2", 12, 12)]
    public void Bounds_follow_from_the_schema(string rule, int min, int max) =>
        Assert.Equal(new CelCostEstimate((ulong)min, (ulong)max), Environment.Compile(rule).EstimateCost());

    [Theory]
    [InlineData("self.many.all(x, self.many.exists(y, x == y))")]
    [InlineData("self.many.all(x, x.matches('^[a-z]([-a-z0-9]*[a-z0-9])?$'))")]
    [InlineData("self.many.map(x, x.size()).sum() < 10 && self.many.exists(x, x.contains(self.long))")]
    public void Rules_over_unbounded_data_exceed_what_a_kube_apiserver_accepts(string rule) =>
        Assert.True(Environment.Compile(rule).EstimateCost().Max > CelCostEstimate.RuleLimit);

    [Theory]
    [InlineData("self.few.all(x, self.few.exists(y, x == y))")]
    [InlineData("self.few.filter(x, x.startsWith('a')).map(x, x + self.short).join(',').size() < 500")]
    [InlineData("self.few.exists_one(x, x == self.short) || self.map.all(k, self.map[k] > 1 || k in self.few)")]
    [InlineData("self.few.transformList(i, x, x + x).distinct().size() == self.few.size()")]
    [InlineData("self.short.replace('a', 'bb').split('b').size() < 20 && self.short.lowerAscii().indexOf('a') < 5")]
    [InlineData("self.?short.optMap(s, s.trim() == s).orValue(true)")]
    public void What_an_evaluation_costs_lies_within_the_estimate(string rule)
    {
        var data = JsonNode.Parse("""{"n": 3, "short": "abcaaaaaaa", "few": ["aaaaaaaaaa", "b", "abc", "abcaaaaaaa"], "map": {"a": 1, "b": 2}}""");
        var program = Environment.Compile(rule);
        var budget = new CelCostBudget(CelCostBudget.PerCallLimit);
        var self = CelJson.FromNode(data, CelSchema.TypeOf(JsonNode.Parse(Schema)!.AsObject()));
        Assert.False(program.Evaluate(new CelActivation(new Dictionary<string, CelValue> { ["self"] = self }), budget).IsError);
        var estimate = program.EstimateCost();
        Assert.InRange((ulong)budget.Used, 1ul, estimate.Max);
        Assert.True(estimate.Max < CelCostEstimate.RuleLimit);
    }
}
