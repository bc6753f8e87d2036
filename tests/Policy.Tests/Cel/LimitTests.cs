using SegmentOperator.Policy.Cel;

namespace SegmentOperator.Policy.Tests.Cel;

/// <summary>Hostile expressions are refused or run out of budget; they neither throw nor take long.</summary>
public sealed class LimitTests
{
    public static TheoryData<string> Deep => new()
    {
        string.Concat(Enumerable.Repeat("(", 10_000)),
        string.Concat(Enumerable.Repeat("[", 10_000)),
        string.Concat(Enumerable.Repeat("{1:", 10_000)),
        string.Concat(Enumerable.Repeat("f(", 10_000)),
        string.Concat(Enumerable.Repeat("a[", 10_000)),
        string.Concat(Enumerable.Repeat("-(", 10_000)),
        string.Concat(Enumerable.Repeat("true?", 10_000)),
        string.Concat(Enumerable.Repeat("true?true:", 10_000)) + "true",
        "1" + string.Concat(Enumerable.Repeat("+1", 10_000)),
        "a" + string.Concat(Enumerable.Repeat(".b", 10_000)),
        "a" + string.Concat(Enumerable.Repeat("[0]", 10_000)),
        string.Concat(Enumerable.Repeat("[1].map(x,", 5_000)) + "1" + new string(')', 5_000),
    };

    [Theory]
    [MemberData(nameof(Deep))]
    public void Nesting_is_bounded(string expression)
    {
        Assert.False(CelEnvironment.Standard.TryCompile(expression).Succeeded);
        Assert.False(CelEnvironment.Standard.TryCompileUnchecked(expression).Succeeded);
    }

    [Fact]
    public void As_deep_as_allowed_evaluates()
    {
        const int depth = CelEnvironment.MaxDepth - 1;
        Assert.Equal(CelValue.Of(250L), Cel.Evaluate("1" + string.Concat(Enumerable.Repeat("+1", depth))));
        Assert.Equal(CelValue.True, Cel.Evaluate(string.Join("&&", Enumerable.Repeat("true", 5_000))));
        Assert.Equal(CelValue.True, Cel.Evaluate(new string('(', depth) + "true" + new string(')', depth)));
    }

    [Fact]
    public void Length_is_bounded()
    {
        var issue = Assert.Single(CelEnvironment.Standard.TryCompile(new string(' ', CelEnvironment.MaxSourceLength) + "1").Issues);
        Assert.Contains("exceeds limit", issue.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("lists.range(9223372036854775807).size() == 0")]
    [InlineData("lists.range(2000000).all(x, true)")]
    [InlineData("lists.range(2000).all(x, lists.range(2000).all(y, true))")]
    [InlineData("lists.range(100000).distinct().size() == 0")]
    [InlineData("lists.range(100000).map(x, 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa').join('bbbbbbbbbbbbbbbbbbb') == ''")]
    [InlineData("cel.bind(a, lists.range(1000).map(x, 'aaaaaaaaaa').join(), a.replace('', a).replace('', a).replace('', a)) == ''")]
    [InlineData("cel.bind(a, [1,2,3,4,5,6,7,8,9,10], cel.bind(b, a.map(x, a), cel.bind(c, a.map(x, b), cel.bind(d, a.map(x, c), "
        + "cel.bind(e, a.map(x, d), cel.bind(f, a.map(x, e), cel.bind(g, a.map(x, f), g.flatten(7).size() == 0)))))))")]
    public void Work_is_bounded_by_the_budget(string expression) =>
        Assert.Equal(CelCostBudget.ExceededMessage, Cel.Evaluate(expression).ErrorMessage);

    [Fact]
    public void A_budget_counts_what_was_spent_and_is_not_forgiven()
    {
        var program = CelEnvironment.Standard.Compile("[1, 2, 3].exists(x, x > 5) || true");
        var budget = new CelCostBudget(1000);
        Assert.Equal(CelValue.True, program.Evaluate(CelActivation.Empty, budget));
        Assert.InRange(budget.Used, 10, 100);
        Assert.False(budget.Exceeded);
        var small = new CelCostBudget(5);
        Assert.Equal(CelCostBudget.ExceededMessage, program.Evaluate(CelActivation.Empty, small).ErrorMessage);
        Assert.True(small.Exceeded);
    }
}
