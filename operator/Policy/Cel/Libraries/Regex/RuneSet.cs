using System.Globalization;
using System.Text;

namespace SegmentOperator.Policy.Cel.Libraries;

/// <summary>
/// A set of code points, written as a .NET regular expression. .NET matches UTF-16 units; a set therefore becomes a class of
/// units beside pairs of surrogates, so that one character of the pattern is one character of the text.
/// </summary>
internal sealed class RuneSet
{
    private const int Last = 0x10FFFF;
    private readonly List<(int From, int To)> _ranges = [];

    public RuneSet Add(int from, int to)
    {
        _ranges.Add((from, to));
        return this;
    }

    public RuneSet Add(RuneSet other)
    {
        _ranges.AddRange(other._ranges);
        return this;
    }

    public RuneSet Complement()
    {
        var result = new RuneSet();
        var next = 0;
        foreach (var (from, to) in Merged())
        {
            if (from > next)
                result.Add(next, from - 1);
            next = to + 1;
        }

        return next <= Last ? result.Add(next, Last) : result;
    }

    /// <summary>The set with the other case of each of its letters.</summary>
    public RuneSet WithBothCases()
    {
        var result = new RuneSet().Add(this);
        foreach (var (from, to) in Merged())
        {
            for (var c = from; c <= Math.Min(to, 0xFFFF); c++)
            {
                var (lower, upper) = (char.ToLowerInvariant((char)c), char.ToUpperInvariant((char)c));
                if (lower != c)
                    result.Add(lower, lower);
                if (upper != c)
                    result.Add(upper, upper);
            }
        }

        return result;
    }

    public string ToDotNet()
    {
        var units = new StringBuilder();
        var pairs = new SortedDictionary<int, string>();
        foreach (var (from, to) in Merged())
        {
            Units(units, from, Math.Min(to, 0xD7FF));
            Units(units, Math.Max(from, 0xE000), Math.Min(to, 0xFFFF));
            Pairs(pairs, Math.Max(from, 0x10000), to);
        }

        List<string> alternatives = [.. pairs.GroupBy(p => p.Value, p => p.Key).Select(g => $"[{Highs(g)}][{g.Key}]")];
        if (units.Length > 0)
            alternatives.Insert(0, $"[{units}]");
        return alternatives.Count switch
        {
            0 => @"[^\s\S]",
            1 when units.Length > 0 => alternatives[0],
            _ => $"(?:{string.Join('|', alternatives)})",
        };
    }

    private List<(int From, int To)> Merged()
    {
        List<(int From, int To)> merged = [];
        foreach (var (from, to) in _ranges.Order())
        {
            if (merged.Count > 0 && from <= merged[^1].To + 1)
                merged[^1] = (merged[^1].From, Math.Max(merged[^1].To, to));
            else
                merged.Add((from, to));
        }

        return merged;
    }

    private static void Units(StringBuilder to, int first, int last)
    {
        if (first <= last)
            to.Append(Unit(first)).Append('-').Append(Unit(last));
    }

    private static string Unit(int unit) => @"\u" + unit.ToString("X4", CultureInfo.InvariantCulture);

    /// <summary>Notes, for each high surrogate, which low ones may follow it.</summary>
    private static void Pairs(SortedDictionary<int, string> to, int first, int last)
    {
        while (first <= last)
        {
            var (high, low) = Split(first);
            var end = Math.Min(last, first + (0xDFFF - low));
            var lows = new StringBuilder(to.GetValueOrDefault(high));
            Units(lows, low, Split(end).Low);
            to[high] = lows.ToString();
            first = end + 1;
        }
    }

    private static string Highs(IEnumerable<int> highs)
    {
        var set = new RuneSet();
        foreach (var high in highs)
            set.Add(high, high);
        var result = new StringBuilder();
        foreach (var (from, to) in set.Merged())
            Units(result, from, to);
        return result.ToString();
    }

    private static (int High, int Low) Split(int rune) => (0xD800 + ((rune - 0x10000) >> 10), 0xDC00 + ((rune - 0x10000) & 0x3FF));
}
