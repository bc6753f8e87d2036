using FsCheck;
using FsCheck.Fluent;

namespace SegmentOperator.Policy.Tests.Cel;

/// <summary>Expressions at random: of well-formed ones many that do not type-check, and text that is hardly an expression.</summary>
internal static class ExpressionGenerator
{
    private static readonly string[] Leaves =
    [
        "0", "1", "-1", "9223372036854775807", "-9223372036854775808", "2u", "18446744073709551615u", "0.0", "1.5", "-1e308", "true", "false", "null",
        "''", "'a'", "'äß😀'", "b'\\xff'", "[]", "{}", "[1, 2, 3]", "['a', 'b']", "{'a': 1}", "{1: 'x', true: 2}", "x", "y", "z", "m", "l", "s",
        "duration('1h')", "timestamp('2024-02-29T12:00:00Z')", "type(1)", "int", "optional.none()", "optional.of(1)", "[[1], [2, [3]]]",
        "quantity('1Gi')", "ip('10.0.0.1')", "cidr('10.0.0.0/8')", "url('https://a/b?c=d')", "semver('1.2.3')", "double('NaN')",
    ];

    private static readonly string[] Binary = ["+", "-", "*", "/", "%", "==", "!=", "<", "<=", ">", ">=", "&&", "||", "in"];

    private static readonly string[] Shapes =
    [
        "({0})", "!({0})", "-({0})", "({0}) ? ({1}) : ({2})", "[{0}, {1}]", "{{{0}: {1}}}", "[?{0}]", "{{?{0}: {1}}}", "({0})[{1}]", "({0})[?{1}]",
        "({0}).a", "({0}).?a", "has(({0}).a)", "({0}).all(v, {1})", "({0}).exists(v, v == {1})", "({0}).exists_one(v, {1})", "({0}).map(v, {1})",
        "({0}).map(v, {1}, {2})", "({0}).filter(v, {1})", "({0}).transformList(i, v, {1})", "({0}).transformMap(k, v, {1})",
        "({0}).transformMapEntry(k, v, {{k: {1}}})", "({0}).all(i, v, {1})", "({0}).sortBy(v, {1})", "cel.bind(q, {0}, {1})", "({0}).optMap(v, {1})",
        "({0}).optFlatMap(v, {1})", "size({0})", "type({0})", "dyn({0})", "int({0})", "uint({0})", "double({0})", "string({0})", "bytes({0})",
        "timestamp({0})", "duration({0})", "({0}).startsWith({1})", "({0}).matches({1})", "({0}).find({1})", "({0}).format([{1}, {2}])",
        "'%s %d %.3f %e %x %b'.format([{0}, {1}, {2}, {0}, {1}, {2}])", "({0}).substring({1}, {2})", "({0}).replace({1}, {2})", "({0}).split({1})",
        "({0}).join({1})", "({0}).indexOf({1})", "({0}).lastIndexOf({1}, {2})", "({0}).charAt({1})", "({0}).slice({1}, {2})", "({0}).flatten({1})",
        "({0}).sort()", "({0}).distinct()", "({0}).reverse()", "lists.range({0})", "sets.contains({0}, {1})", "math.greatest({0}, {1}, {2})",
        "math.bitShiftLeft({0}, {1})", "math.round({0})", "base64.decode({0})", "base64.encode({0})", "strings.quote({0})", "({0}).getHours({1})",
        "({0}).getFullYear()", "({0}).add({1})", "({0}).compareTo({1})", "quantity({0})", "ip({0})", "cidr({0})", "url({0}).getQuery()",
        "semver({0}, true)", "({0}).sum()", "({0}).min()", "({0}).isSorted()", "({0}).value()", "({0}).orValue({1})", "({0}).containsIP({1})",
        "format.qualifiedName().validate({0})", "optional.ofNonZeroValue({0})", "({0}).first()", "({0}).trim().upperAscii()",
    ];

    private static readonly string[] Scraps =
    [
        .. Leaves, .. Binary, "(", ")", "[", "]", "{", "}", ".", ",", "?", ":", "!", "-", "'", "\"", "'''", "b'", "r\"", "\\", "\\u12", "0x", "1e", "`a-b`", "`",
        "//", "\n", "\t", "\0", "\ud800", "😀", "for", "has(", ".map(v,", "cel.block([", "cel.index(0)", "math.least(", "a.b{c: 1}", "@", "#", "..", "1u2", "é",
    ];

    /// <summary>Well-formed expressions.</summary>
    public static Gen<string> Expressions => Gen.Sized(size => Expression(Math.Min(size, 12)));

    /// <summary>Any sequence of pieces.</summary>
    public static Gen<string> Texts => Gen.Elements(Scraps).ListOf().Select(parts => string.Join(parts.Count % 2 == 0 ? " " : "", parts));

    /// <summary>Half of them dyn, so that the checker lets many combinations through to the evaluator.</summary>
    private static Gen<string> Leaf => Gen.Frequency((1, Gen.Elements(Leaves)), (1, Gen.Elements(Leaves).Select(l => $"dyn({l})")));

    private static Gen<string> Expression(int size)
    {
        if (size <= 1)
            return Leaf;
        var inner = Expression(size / 2);
        var binary = inner.SelectMany(a => Gen.Elements(Binary).SelectMany(op => inner.Select(b => $"({a}) {op} ({b})")));
        var shaped = Gen.Elements(Shapes).SelectMany(shape => inner.Three().Select(t => string.Format(null, shape, t.Item1, t.Item2, t.Item3)));
        var any = Gen.Frequency((1, Leaf), (3, binary), (6, shaped));
        return Gen.Frequency((1, any), (2, any.Select(e => $"dyn({e})")));
    }
}
