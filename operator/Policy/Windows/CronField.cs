using System.Globalization;

namespace SegmentOperator.Policy.Windows;

/// <summary>One field of a cron expression as the set of its values.</summary>
internal sealed class CronField
{
    private readonly bool[] _set;

    private CronField(int max) => _set = new bool[max + 1];

    /// <summary>Whether every value is in it, so that the other day field decides alone.</summary>
    public bool IsAny { get; private set; }

    public bool Contains(int value) => _set[value];

    /// <summary>The values, ascending.</summary>
    public int[] Values => field ??= [.. Enumerable.Range(0, _set.Length).Where(value => _set[value])];

    /// <param name="text">Numbers, names, ranges, lists and steps.</param>
    /// <param name="min">The least value.</param>
    /// <param name="max">The greatest value.</param>
    /// <param name="names">Names of the values from <paramref name="min"/> on; empty where there are none.</param>
    /// <exception cref="FormatException">The text is no such field; the message says why.</exception>
    public static CronField Parse(string text, int min, int max, IReadOnlyList<string> names)
    {
        var field = new CronField(max);
        foreach (var part in text.Split(','))
            field.Add(part, min, max, names);
        field.IsAny = Enumerable.Range(min, max - min + 1).All(value => field._set[value]);
        return field;
    }

    /// <summary>A field with no value, for days that only L, W or # decide.</summary>
    public static CronField Empty(int max) => new(max);

    private void Add(string part, int min, int max, IReadOnlyList<string> names)
    {
        var slash = part.IndexOf('/', StringComparison.Ordinal);
        var (range, step) = slash < 0 ? (part, 1) : (part[..slash], Number(part[(slash + 1)..], 1, max, []));
        var (from, to) = (min, max);
        if (range is not ("*" or "?"))
        {
            var dash = range.IndexOf('-', StringComparison.Ordinal);
            from = Number(dash < 0 ? range : range[..dash], min, max, names);
            to = dash >= 0 ? Number(range[(dash + 1)..], min, max, names) : slash < 0 ? from : max;
        }

        if (to < from)
            throw new FormatException($"'{part}' ends before it begins");
        for (var value = from; value <= to; value += step)
            _set[value] = true;
    }

    private static int Number(string text, int min, int max, IReadOnlyList<string> names)
    {
        for (var i = 0; i < names.Count; i++)
        {
            if (names[i].Equals(text, StringComparison.OrdinalIgnoreCase))
                return min + i;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max
            ? number
            : throw new FormatException($"'{text}' is not a number from {min} to {max}");
    }
}
