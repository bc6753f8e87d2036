using SegmentOperator.Policy.Cel;

namespace SegmentOperator.Policy.Tests.Cel;

/// <summary>What users see when an expression does not compile or fails: the words that Kubernetes shows them.</summary>
public sealed class ErrorTextTests
{
    [Theory]
    [InlineData("1 + x", "ERROR: <input>:1:5: undeclared reference to 'x' (in container '')\n | 1 + x\n | ....^")]
    [InlineData("1 + 'a'", "ERROR: <input>:1:3: found no matching overload for '_+_' applied to '(int, string)'\n | 1 + 'a'\n | ..^")]
    [InlineData("size(1)", "ERROR: <input>:1:5: found no matching overload for 'size' applied to '(int)'\n | size(1)\n | ....^")]
    [InlineData("'a'.startsWith(1)", "ERROR: <input>:1:15: found no matching overload for 'startsWith' applied to 'string.(int)'\n | 'a'.startsWith(1)\n | ..............^")]
    [InlineData("1.nosuch()", "ERROR: <input>:1:9: undeclared reference to 'nosuch' (in container '')\n | 1.nosuch()\n | ........^")]
    [InlineData("true && 1", "ERROR: <input>:1:9: expected type 'bool' but found 'int'\n | true && 1\n | ........^")]
    [InlineData("1.x", "ERROR: <input>:1:2: type 'int' does not support field selection\n | 1.x\n | .^")]
    [InlineData("[1, 'a']", "ERROR: <input>:1:5: expected type 'int' but found 'string'\n | [1, 'a']\n | ....^")]
    [InlineData("1.all(i, true)", "ERROR: <input>:1:1: expression of type 'int' cannot be range of a comprehension (must be list, map, or dynamic)\n | 1.all(i, true)\n | ^")]
    [InlineData("has(x)", "ERROR: <input>:1:5: invalid argument to has() macro\n | has(x)\n | ....^")]
    [InlineData("duration('soon') > duration('1s')", "ERROR: <input>:1:10: invalid duration argument\n | duration('soon') > duration('1s')\n | .........^")]
    [InlineData("'a'.matches('[')", "ERROR: <input>:1:13: invalid matches argument\n | 'a'.matches('[')\n | ............^")]
    [InlineData("for", "ERROR: <input>:1:1: reserved identifier: for\n | for\n | ^")]
    [InlineData("'äöü' + y", "ERROR: <input>:1:9: undeclared reference to 'y' (in container '')\n | 'äöü' + y\n | ........^")]
    [InlineData("1 +\n  z", "ERROR: <input>:2:3: undeclared reference to 'z' (in container '')\n |   z\n | ..^")]
    public void Compile_errors_point_at_the_place(string expression, string expected) =>
        Assert.Equal(expected, Cel.Issues(CelEnvironment.Kubernetes, expression));

    [Theory]
    [InlineData("1 +")]
    [InlineData("(1")]
    [InlineData("a b")]
    [InlineData("'unclosed")]
    [InlineData("'unclosed\\")]
    [InlineData("[1, 2")]
    [InlineData("{'a' 1}")]
    [InlineData("a.?")]
    [InlineData("@")]
    [InlineData("")]
    [InlineData("f(1,)")]
    [InlineData("'\\ud800'")]
    [InlineData("99999999999999999999")]
    public void Text_that_is_no_expression_is_a_syntax_error_with_a_place(string expression)
    {
        var issue = Assert.Single(CelEnvironment.Kubernetes.TryCompile(expression).Issues);
        Assert.InRange(issue.Column, 0, expression.Length);
    }

    [Theory]
    [InlineData("{'a': 1}['b'] == 1", "no such key: b")]
    [InlineData("{'a': 1}.b == 1", "no such key: b")]
    [InlineData("[1][5] == 1", "index out of bounds: 5")]
    [InlineData("1 / 0 == 1", "division by zero")]
    [InlineData("1 % 0 == 1", "modulus by zero")]
    [InlineData("9223372036854775807 + 1 == 1", "integer overflow")]
    [InlineData("0u - 1u == 1u", "unsigned integer overflow")]
    [InlineData("dyn(1) + dyn('a') == 1", "no such overload")]
    [InlineData("dyn(true) + 1 == 1", "no such overload: _+_")]
    [InlineData("dyn(1).startsWith('a')", "no such overload: startsWith(int, string)")]
    [InlineData("int('a') == 1", "type conversion error from 'string' to 'int'")]
    [InlineData("timestamp(string('a')) == timestamp(string('b'))", "type conversion error from 'string' to 'google.protobuf.Timestamp'")]
    [InlineData("optional.none().value() == 1", "optional.none() dereference")]
    [InlineData("timestamp('2024-01-01T00:00:00Z').getHours('Nowhere/Land') == 1", "unknown time zone Nowhere/Land")]
    public void Run_time_errors_have_the_words_that_Kubernetes_shows(string expression, string expected) =>
        Assert.Equal(expected, Cel.Evaluate(expression).ErrorMessage);

    [Fact]
    public void A_rule_may_speak_of_the_package_though_CEL_reserves_the_word()
    {
        Assert.Equal(CelValue.True, Cel.Evaluate("package.a == 1", ("package", Cel.Evaluate("{'a': 1}"))));
        Assert.False(CelEnvironment.Kubernetes.WithVariable("package", CelType.Dyn).TryCompile("package.a == 1").Succeeded);
    }

    [Fact]
    public void Several_mistakes_are_told_in_the_order_of_the_text()
    {
        var issues = CelEnvironment.Standard.TryCompile("b + a").Issues;
        Assert.Equal([0, 4], issues.Select(i => i.Column));
    }
}
