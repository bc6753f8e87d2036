using System.Globalization;

namespace SegmentOperator.Api.V1Alpha1;

/// <summary>
/// The spelling of durations in this API: whole positive numbers with a unit, largest first: <c>90s</c>, <c>30m</c>, <c>1h30m</c>,
/// <c>7d</c>, <c>1y30d</c>. A day has 24 hours and a year 365 days.
/// </summary>
public static class Durations
{
    /// <summary>The spelling as a regular expression; it also matches the empty string, which no field allows.</summary>
    public const string Pattern =
        "^([1-9][0-9]{0,2}y)?([1-9][0-9]{0,4}d)?([1-9][0-9]{0,5}h)?([1-9][0-9]{0,6}m)?([1-9][0-9]{0,7}s)?$";

    private const string Units = "ydhms";
    private static readonly long[] Seconds = [365L * 86400, 86400, 3600, 60, 1];
    private static readonly int[] Digits = [3, 5, 6, 7, 8];

    /// <summary>Reads a duration. False for anything that <see cref="Pattern"/> does not match, and for null and empty text.</summary>
    public static bool TryParse(string? text, out TimeSpan duration)
    {
        duration = default;
        if (string.IsNullOrEmpty(text))
            return false;
        long total = 0;
        var position = 0;
        var unit = 0;
        while (position < text.Length)
        {
            var end = position;
            while (end < text.Length && char.IsAsciiDigit(text[end]))
                end++;
            var next = end < text.Length ? Units.IndexOf(text[end], unit) : -1;
            if (next < 0 || end == position || text[position] == '0' || end - position > Digits[next])
                return false;
            total += long.Parse(text.AsSpan(position, end - position), NumberStyles.None, CultureInfo.InvariantCulture) * Seconds[next];
            unit = next + 1;
            position = end + 1;
        }

        duration = TimeSpan.FromSeconds(total);
        return true;
    }

    /// <summary>Reads a duration.</summary>
    /// <exception cref="FormatException">The text is not a duration; the message says what one looks like.</exception>
    public static TimeSpan Parse(string? text) => TryParse(text, out var duration)
        ? duration
        : throw new FormatException($"'{text}' is not a duration; write one such as 90s, 30m, 1h30m, 7d or 7y.");

    /// <summary>Writes a positive duration so that <see cref="TryParse"/> reads it back; fractions of a second are cut off.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The duration is shorter than a second, or a thousand years or longer.</exception>
    public static string Format(TimeSpan duration)
    {
        var rest = (long)duration.TotalSeconds;
        ArgumentOutOfRangeException.ThrowIfLessThan(rest, 1, nameof(duration));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(rest, 1000 * Seconds[0], nameof(duration));
        var text = "";
        for (var unit = 0; unit < Units.Length; unit++)
        {
            var count = rest / Seconds[unit];
            rest %= Seconds[unit];
            if (count > 0)
                text += string.Create(CultureInfo.InvariantCulture, $"{count}{Units[unit]}");
        }

        return text;
    }
}
