namespace SegmentOperator.DevCluster.Validation.Schemas;

/// <summary>What Go's <c>regexp</c> says of a pattern that does not compile.</summary>
internal static class GoRegexErrors
{
    /// <summary>The first thing that is wrong, or the general words when it is none of the usual ones.</summary>
    public static string Of(string pattern)
    {
        var open = 0;
        string? repeated = null;
        for (var i = 0; i < pattern.Length; i++)
        {
            var start = i;
            switch (pattern[i])
            {
                case '\\' when i + 1 == pattern.Length:
                    return Error("trailing backslash at end of expression", "");
                case '\\' when char.IsAsciiLetterOrDigit(pattern[i + 1]) && !"adfnrtvwsbzxpABDPQCWSE01234567".Contains(pattern[i + 1]):
                    return Error("invalid escape sequence", pattern[i..(i + 2)]);
                case '\\':
                    i++;
                    repeated = "";
                    break;
                case '[':
                    if (ClassEnd(pattern, i) is not { } end)
                        return Error("missing closing ]", pattern[i..]);
                    i = end;
                    repeated = "";
                    break;
                case '(' when pattern.AsSpan(i).StartsWith("(?=") || pattern.AsSpan(i).StartsWith("(?!"):
                    return Error("invalid or unsupported Perl syntax", pattern[i..(i + 3)]);
                case '(' when pattern.AsSpan(i).StartsWith("(?<=") || pattern.AsSpan(i).StartsWith("(?<!"):
                    return Error("invalid or unsupported Perl syntax", "(?<");
                case '(':
                    open++;
                    if (pattern.AsSpan(i).StartsWith("(?"))
                        i = Math.Max(i, pattern.IndexOfAny([':', '>', ')'], i));
                    repeated = null;
                    break;
                case ')' when --open < 0:
                    return Error("unexpected )", pattern);
                case '|':
                    repeated = null;
                    break;
                case '*' or '+' or '?' when repeated is null:
                    return Error("missing argument to repetition operator", pattern[i..(i + 1)]);
                case '*' or '+' or '?' when repeated.Length > 0 && !(pattern[i] == '?' && repeated.Length == 1):
                    return Error("invalid nested repetition operator", repeated + pattern[i]);
                case '*' or '+' or '?':
                    repeated += pattern[start];
                    break;
                default:
                    repeated = "";
                    break;
            }
        }
        return open > 0 ? Error("missing closing )", pattern) : "error parsing regexp";
    }

    private static string Error(string what, string where) => $"error parsing regexp: {what}: `{where}`";

    /// <summary>Where a class ends; a bracket that comes first in it is one of its characters.</summary>
    private static int? ClassEnd(string pattern, int start)
    {
        var i = start + 1;
        if (i < pattern.Length && pattern[i] == '^')
            i++;
        for (var first = i; i < pattern.Length; i++)
        {
            if (pattern[i] == '\\')
                i++;
            else if (pattern[i] == ']' && i > first)
                return i;
        }
        return null;
    }
}
