using System.Collections.Concurrent;
using System.Text;
using System.Text.RegularExpressions;

namespace SegmentOperator.DevCluster.Validation.Schemas;

/// <summary>Patterns in the syntax of Go's <c>regexp</c>, run by .NET's engine without backtracking.</summary>
internal static class GoRegex
{
    private static readonly ConcurrentDictionary<string, Regex?> Compiled = new(StringComparer.Ordinal);

    /// <summary>Whether the pattern matches anywhere in the text; a pattern that does not compile matches nothing.</summary>
    public static bool IsMatch(string pattern, string text) => Compile(pattern)?.IsMatch(text) ?? false;

    /// <summary>The compiled pattern, or null when it is none.</summary>
    public static Regex? Compile(string pattern) => Compiled.GetOrAdd(pattern, static p =>
    {
        try
        {
            return new Regex(Translate(p), RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return null;
        }
    });

    /// <summary>What differs between the two: the end of the text, ASCII classes, and the spelling of named groups.</summary>
    private static string Translate(string pattern)
    {
        var result = new StringBuilder();
        var inClass = false;
        for (var i = 0; i < pattern.Length; i++)
        {
            var c = pattern[i];
            if (c == '\\' && i + 1 < pattern.Length)
            {
                c = pattern[++i];
                result.Append(c switch
                {
                    'd' => inClass ? "0-9" : "[0-9]",
                    'w' => inClass ? "0-9A-Za-z_" : "[0-9A-Za-z_]",
                    's' => inClass ? "\\t\\n\\f\\r " : "[\\t\\n\\f\\r ]",
                    'D' when !inClass => "[^0-9]",
                    'W' when !inClass => "[^0-9A-Za-z_]",
                    'S' when !inClass => "[^\\t\\n\\f\\r ]",
                    _ => "\\" + c,
                });
                continue;
            }

            if (c == '[' && !inClass)
            {
                inClass = true;
                result.Append('[');
                if (i + 1 < pattern.Length && pattern[i + 1] == '^')
                    result.Append(pattern[++i]);
                if (i + 1 < pattern.Length && pattern[i + 1] == ']')
                {
                    result.Append("\\]");
                    i++;
                }

                continue;
            }

            if (c == '[' && inClass && i + 1 < pattern.Length && pattern[i + 1] == ':' && PosixClass(pattern, ref i) is { } posix)
            {
                result.Append(posix);
                continue;
            }

            if (c == ']' && inClass)
                inClass = false;
            result.Append(c switch
            {
                '$' when !inClass => "\\z",
                '[' when inClass => "\\[",
                '(' when !inClass && string.CompareOrdinal(pattern, i, "(?P<", 0, 4) == 0 => Skip(ref i, 2, "(?"),
                _ => c.ToString(),
            });
        }

        return result.ToString();
    }

    private static string Skip(ref int index, int count, string text)
    {
        index += count;
        return text;
    }

    private static string? PosixClass(string pattern, ref int index)
    {
        var end = pattern.IndexOf(":]", index, StringComparison.Ordinal);
        if (end < 0)
            return null;
        string? set = pattern[(index + 2)..end] switch
        {
            "alpha" => "A-Za-z",
            "digit" => "0-9",
            "alnum" => "0-9A-Za-z",
            "lower" => "a-z",
            "upper" => "A-Z",
            "space" => "\\t\\n\\v\\f\\r ",
            "xdigit" => "0-9A-Fa-f",
            "word" => "0-9A-Za-z_",
            "punct" => "!-/:-@\\[-`{-~",
            "print" => " -~",
            "graph" => "!-~",
            "blank" => "\\t ",
            "cntrl" => "\\x00-\\x1f\\x7f",
            _ => null,
        };
        if (set is not null)
            index = end + 1;
        return set;
    }
}
