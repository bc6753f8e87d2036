using System.Globalization;

namespace SegmentOperator.Policy.Cel.Libraries;

/// <summary>Dates and times as a kube-apiserver's formats take them: more than RFC 3339 has, and less than a timestamp can be.</summary>
internal static class DateFormats
{
    private const string TimePattern = "^([0-9]{2}):([0-9]{2}):([0-9]{2})(.[0-9]+)?(z|([+-][0-9]{2}:[0-9]{2}))$";
    private const int DateLength = 10;

    /// <summary>Year, month and day; also in the year 0.</summary>
    public static bool IsDate(ReadOnlySpan<char> text)
    {
        if (text.Length != DateLength || text[4] != '-' || text[7] != '-' || !Number(text[..4], out var year) || !Number(text[5..7], out var month) || !Number(text[8..], out var day))
            return false;
        return month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year == 0 ? 4 : year, month);
    }

    /// <summary>A date and a time of day; what stands behind a second t is not looked at.</summary>
    public static bool IsDateTime(string text)
    {
        var parts = text.ToLowerInvariant().Split('t');
        return parts.Length > 1 && IsDate(parts[0]) && Patterns.TryGet(TimePattern, out var pattern, out _) && pattern.IsMatch(parts[1])
            && Within(parts[1], 0, "23") && Within(parts[1], 3, "59") && Within(parts[1], 6, "59");
    }

    private static bool Number(ReadOnlySpan<char> digits, out int number) => int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private static bool Within(string time, int at, string most) => string.CompareOrdinal(time, at, most, 0, most.Length) <= 0;
}
