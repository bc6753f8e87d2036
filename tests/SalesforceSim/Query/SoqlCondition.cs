using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace SegmentOperator.SalesforceSim.Query;

/// <summary>One comparison. Text is compared without regard to case, as SOQL does.</summary>
internal sealed partial record SoqlCondition(string Field, string Operator, IReadOnlyList<string?> Values)
{
    public static IReadOnlyList<SoqlCondition> ParseAll(string where, string soql)
    {
        var conditions = new List<SoqlCondition>();
        var position = 0;
        while (position < where.Length)
        {
            var match = One().Match(where, position);
            if (!match.Success || match.Index != position)
                throw SoqlQuery.Malformed(soql);
            var values = Literal().Matches(match.Groups["value"].Value).Select(m => Unquote(m.Value)).ToList();
            conditions.Add(new SoqlCondition(
                match.Groups["field"].Value, Spaces().Replace(match.Groups["op"].Value.ToUpperInvariant(), " "), values));
            position += match.Length;
        }

        return conditions;
    }

    public bool Holds(JsonObject row)
    {
        var value = SoqlQuery.Text(SoqlQuery.Value(row, Field));
        var isIn = Values.Any(v => Same(v, value));
        return Operator switch
        {
            "=" or "IN" => isIn,
            "!=" or "<>" or "NOT IN" => !isIn,
            "LIKE" => value is not null && Regex.IsMatch(
                value, "^" + Regex.Escape(Values[0] ?? "").Replace("%", ".*").Replace("_", ".") + "$", RegexOptions.IgnoreCase),
            ">" => string.CompareOrdinal(value, Values[0]) > 0,
            "<" => string.CompareOrdinal(value, Values[0]) < 0,
            _ => false,
        };
    }

    private static bool Same(string? a, string? b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);

    private static string? Unquote(string literal) => literal.StartsWith('\'')
        ? Regex.Unescape(literal[1..^1])
        : literal.Equals("null", StringComparison.OrdinalIgnoreCase) ? null : literal;

    [GeneratedRegex(
        """
        \G\s*\(?\s*(?<field>[A-Za-z][\w.]*)\s*(?<op>=|!=|<>|<|>|LIKE\b|IN\b|NOT\s+IN\b)\s*(?<value>\((?:[^()']|'(?:[^'\\]|\\.)*')*\)|'(?:[^'\\]|\\.)*'|[\w:.+-]+)\s*\)?\s*(?:AND\b|$)
        """,
        RegexOptions.IgnoreCase | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex One();

    [GeneratedRegex(@"'(?:[^'\\]|\\.)*'|[\w:.+-]+")]
    private static partial Regex Literal();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
