namespace SegmentOperator.Runtime.Tests.Caching;

public class SelectorTests
{
    private static readonly Dictionary<string, string> Labels = new() { ["a"] = "1", ["b"] = "2" };

    [Theory]
    [InlineData("", true)]
    [InlineData("a", true)]
    [InlineData("!a", false)]
    [InlineData("c", false)]
    [InlineData("!c", true)]
    [InlineData("a=1", true)]
    [InlineData("a==1,b=2", true)]
    [InlineData("a=2", false)]
    [InlineData("a!=2", true)]
    [InlineData("c!=2", true)]
    [InlineData("a in (1,2), b in (2)", true)]
    [InlineData("a in (2)", false)]
    [InlineData("a notin (2,3)", true)]
    [InlineData("c notin (2)", true)]
    [InlineData("b notin (2)", false)]
    public void Selectors_match_as_the_server_matches(string text, bool matches) =>
        Assert.Equal(matches, Selector.Parse(text).Matches(Labels));

    [Theory]
    [InlineData("a within (1)")]
    [InlineData("a b")]
    public void What_is_no_selector_is_told(string text) => Assert.Throws<ArgumentException>(() => Selector.Parse(text));
}
