using System.Collections.Concurrent;
using System.Globalization;

namespace SegmentOperator.Policy.Cel.Libraries;

/// <summary>The classes that RE2 knows by name.</summary>
internal static class RuneClasses
{
    private static readonly ConcurrentDictionary<string, RuneSet> Categories = new(StringComparer.Ordinal);

    private static readonly string[] Names =
    [
        "Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd", "Nl", "No", "Zs", "Zl", "Zp", "Cc", "Cf", "Cs", "Co",
        "Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po", "Sm", "Sc", "Sk", "So", "Cn",
    ];

    /// <summary>\d, \s and \w, which are ASCII only.</summary>
    public static RuneSet? Perl(char letter) => char.ToLowerInvariant(letter) switch
    {
        'd' => Ascii("09"),
        's' => Ascii("\t\n\f\r  "),
        'w' => Ascii("09AZaz__"),
        _ => null,
    };

    /// <summary>What stands between [: and :].</summary>
    public static RuneSet? Posix(string name) => name switch
    {
        "alnum" => Ascii("09AZaz"),
        "alpha" => Ascii("AZaz"),
        "ascii" => Ascii("\0\x7F"),
        "blank" => Ascii("\t\t  "),
        "cntrl" => Ascii("\0\x1F\x7F\x7F"),
        "digit" => Ascii("09"),
        "graph" => Ascii("!~"),
        "lower" => Ascii("az"),
        "print" => Ascii(" ~"),
        "punct" => Ascii("!/:@[`{~"),
        "space" => Ascii("\t\r  "),
        "upper" => Ascii("AZ"),
        "word" => Ascii("09AZaz__"),
        "xdigit" => Ascii("09AFaf"),
        _ => null,
    };

    /// <summary>A general category by its one or two letters; scripts are not known here.</summary>
    public static RuneSet? Category(string name)
    {
        if (name == "Any")
            return new RuneSet().Add(0, 0x10FFFF);
        if (name is not { Length: 1 or 2 } || !Names.Any(n => n.StartsWith(name, StringComparison.Ordinal)))
            return null;
        return Categories.GetOrAdd(name, Collect);
    }

    private static RuneSet Collect(string name)
    {
        var result = new RuneSet();
        var start = -1;
        for (var rune = 0; rune <= 0x110000; rune++)
        {
            var isIn = rune <= 0x10FFFF && NameOf(CharUnicodeInfo.GetUnicodeCategory(rune)).StartsWith(name, StringComparison.Ordinal);
            if (isIn && start < 0)
                start = rune;
            if (!isIn && start >= 0)
                result.Add(start, rune - 1);
            start = isIn ? start : -1;
        }

        return result;
    }

    private static string NameOf(UnicodeCategory category) => Names[(int)category];

    private static RuneSet Ascii(string pairs)
    {
        var result = new RuneSet();
        for (var i = 0; i < pairs.Length; i += 2)
            result.Add(pairs[i], pairs[i + 1]);
        return result;
    }
}
