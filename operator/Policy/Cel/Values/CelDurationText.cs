using System.Globalization;

namespace SegmentOperator.Policy.Cel;

/// <summary>Durations: written in seconds (<c>90s</c>, <c>1.5s</c>), read with units (<c>1h30m</c>, <c>-2.5ms</c>).</summary>
internal static class CelDurationText
{
    private static readonly (string Name, long Nanos)[] Units =
    [
        ("ns", 1), ("us", 1_000), ("µs", 1_000), ("μs", 1_000), ("ms", 1_000_000),
        ("s", 1_000_000_000), ("m", 60_000_000_000), ("h", 3_600_000_000_000),
    ];

    public static string Write(long nanos)
    {
        var seconds = nanos / 1_000_000_000;
        var rest = Math.Abs(nanos % 1_000_000_000);
        var sign = nanos < 0 ? "-" : "";
        var whole = Math.Abs(seconds).ToString(CultureInfo.InvariantCulture);
        return rest == 0
            ? $"{sign}{whole}s"
            : $"{sign}{whole}.{rest.ToString("000000000", CultureInfo.InvariantCulture).TrimEnd('0')}s";
    }

    /// <summary>The nanoseconds; null where the text is no duration or does not fit 64 bits.</summary>
    public static long? TryParse(string text)
    {
        var rest = text.AsSpan();
        var negative = rest.StartsWith("-");
        if (negative || rest.StartsWith("+"))
            rest = rest[1..];
        if (rest is "0")
            return 0;
        if (rest.IsEmpty)
            return null;
        Int128 total = 0;
        while (!rest.IsEmpty)
        {
            if (TakePart(ref rest) is not { } part)
                return null;
            total += part;
            if (total > (Int128)long.MaxValue + 1)
                return null;
        }

        total = negative ? -total : total;
        return total <= long.MaxValue ? (long)total : null;
    }

    private static Int128? TakePart(ref ReadOnlySpan<char> rest)
    {
        var whole = rest[..DigitCount(rest)];
        rest = rest[whole.Length..];
        ReadOnlySpan<char> fraction = [];
        if (rest.StartsWith("."))
        {
            rest = rest[1..];
            fraction = rest[..DigitCount(rest)];
            rest = rest[fraction.Length..];
        }

        if ((whole.IsEmpty && fraction.IsEmpty) || whole.Length > 19)
            return null;
        foreach (var (name, nanos) in Units)
        {
            var length = rest.StartsWith(name) ? name.Length : 0;
            if (length == 0 || (length < rest.Length && rest[length] is not ('.' or (>= '0' and <= '9'))))
                continue;
            rest = rest[length..];
            var value = whole.IsEmpty ? 0 : Int128.Parse(whole, NumberStyles.None, CultureInfo.InvariantCulture) * nanos;
            return value + Fraction(fraction, nanos);
        }

        return null;
    }

    /// <summary>Fifteen digits decide a nanosecond of an hour; what follows is cut off.</summary>
    private static Int128 Fraction(ReadOnlySpan<char> digits, long nanos)
    {
        Int128 value = 0;
        Int128 divisor = 1;
        foreach (var digit in digits[..Math.Min(digits.Length, 15)])
        {
            value = (value * 10) + (digit - '0');
            divisor *= 10;
        }

        return value * nanos / divisor;
    }

    private static int DigitCount(ReadOnlySpan<char> text)
    {
        var end = text.IndexOfAnyExceptInRange('0', '9');
        return end < 0 ? text.Length : end;
    }
}
