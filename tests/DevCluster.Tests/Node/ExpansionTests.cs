using SegmentOperator.DevCluster.Node;

namespace SegmentOperator.DevCluster.Tests.Node;

public sealed class ExpansionTests
{
    [Theory]
    [InlineData("$(A)", "1")]
    [InlineData("x$(A)y$(A)", "x1y1")]
    [InlineData("$(B)", "$(B)")]
    [InlineData("$$(A)", "$(A)")]
    [InlineData("$$$(A)", "$1")]
    [InlineData("$A ${A}", "$A ${A}")]
    [InlineData("$(A", "$(A")]
    [InlineData("cost: 5$", "cost: 5$")]
    [InlineData("$()", "$()")]
    public void Only_known_names_in_parentheses_are_replaced(string text, string expected) =>
        Assert.Equal(expected, Expansion.Expand(text, new Dictionary<string, string> { ["A"] = "1" }));

    [Theory]
    [InlineData("100m", "0.1")]
    [InlineData("64Mi", "67108864")]
    [InlineData("1.5", "1.5")]
    [InlineData("2k", "2000")]
    [InlineData("x", null)]
    [InlineData("", null)]
    public void Quantities_are_read(string text, string? expected) =>
        Assert.Equal(expected is null ? null : decimal.Parse(expected, System.Globalization.CultureInfo.InvariantCulture), Amount.Parse(text));
}
