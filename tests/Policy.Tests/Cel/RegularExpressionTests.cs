using SegmentOperator.Policy.Cel;

namespace SegmentOperator.Policy.Tests.Cel;

public sealed class RegularExpressionTests
{
    [Theory]
    [InlineData("abc", "b", true)]
    [InlineData("abc", "^b", false)]
    [InlineData("abc\n", "c$", false)]
    [InlineData("a\nb", "(?m)^b$", true)]
    [InlineData("a\nb", "a.b", false)]
    [InlineData("a\nb", "(?s)a.b", true)]
    [InlineData("ABC", "(?i)abc", true)]
    [InlineData("ABC", "(?i:a)bc", false)]
    [InlineData("a", "(?i)[^A]", false)]
    [InlineData("٣", @"^\d$", false)]
    [InlineData("é", @"^\w$", false)]
    [InlineData("é", @"^\pL$", true)]
    [InlineData("É", @"^\p{Lu}$", true)]
    [InlineData("É", @"^\P{Lu}$", false)]
    [InlineData("x", "[[:alpha:]]", true)]
    [InlineData("1", "[[:^alpha:]]", true)]
    [InlineData("😀", "^.$", true)]
    [InlineData("😀", "^[^a]$", true)]
    [InlineData("😀", "^..$", false)]
    [InlineData("😀😀", "^😀{2}$", true)]
    [InlineData("😀", @"^[\x{1F5FF}-\x{1F601}]$", true)]
    [InlineData("😀", @"^[\x{1F601}-\x{1F64F}]$", false)]
    [InlineData("a.b", @"^\Qa.b\E$", true)]
    [InlineData("axb", @"^\Qa.b\E$", false)]
    [InlineData("2024", "(?P<year>[0-9]{4})", true)]
    [InlineData("]", "^[]]$", true)]
    [InlineData("-", "^[a-]$", true)]
    [InlineData("a{", "^a{$", true)]
    [InlineData("a{,2}", "^a{,2}$", true)]
    [InlineData("aa", "^(?:a|b)*?$", true)]
    [InlineData("\u0001", @"^\001$", true)]
    public void A_pattern_means_what_it_means_in_RE2(string text, string pattern, bool matches) =>
        Assert.Equal(CelValue.Of(matches), Cel.Evaluate("t.matches(p)", ("t", CelValue.Of(text)), ("p", CelValue.Of(pattern))));

    [Theory]
    [InlineData("(")]
    [InlineData(")")]
    [InlineData("[a")]
    [InlineData("*a")]
    [InlineData("a**")]
    [InlineData("a{2}{3}")]
    [InlineData(@"\1")]
    [InlineData(@"\y")]
    [InlineData(@"(?=a)")]
    [InlineData(@"(?<!a)b")]
    [InlineData(@"\p{Nonsense}")]
    [InlineData("a{1001}")]
    [InlineData("((((a{100}){100}){100}){100})")]
    [InlineData("[z-a]")]
    [InlineData("\\")]
    [InlineData(@"\x{110000}")]
    [InlineData(@"\x{")]
    public void A_pattern_that_RE2_does_not_know_is_an_error(string pattern)
    {
        var result = Cel.Evaluate("'abc'.matches(p)", ("p", CelValue.Of(pattern)));
        Assert.StartsWith("error parsing regexp: ", result.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pattern_that_explodes_when_it_backtracks_is_matched_in_linear_time()
    {
        var text = new string('a', 20_000) + "!";
        Assert.Equal(CelValue.False, Cel.Evaluate("t.matches('^(a+)+$')", ("t", CelValue.Of(text))));
    }

    [Theory]
    [InlineData("'abc 123'.find('[0-9]+')", "'123'")]
    [InlineData("'abc'.find('[0-9]+')", "''")]
    [InlineData("'123 abc 456'.findAll('[0-9]+')", "['123', '456']")]
    [InlineData("'123 abc 456'.findAll('[0-9]+', 1)", "['123']")]
    [InlineData("'123 abc 456'.findAll('[0-9]+', 0)", "[]")]
    [InlineData("'baaab'.findAll('a*')", "['', 'aaa', '']")]
    public void Find_returns_what_matched(string expression, string expected) =>
        Assert.Equal(Cel.Evaluate(expected), Cel.Evaluate(expression));
}
