using System.Globalization;

namespace SegmentOperator.Policy.Cel;

/// <summary>Timestamps in RFC 3339.</summary>
internal static class CelTimeText
{
    public static string Write(CelTimestamp value)
    {
        var whole = DateTimeOffset.FromUnixTimeSeconds(value.Seconds).ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);
        return value.Nanos == 0 ? $"{whole}Z" : $"{whole}.{value.Nanos.ToString("000000000", CultureInfo.InvariantCulture).TrimEnd('0')}Z";
    }

    /// <summary>Reads RFC 3339 with up to nine digits of fraction; null where the text is something else or out of range.</summary>
    public static CelTimestamp? TryParse(string text)
    {
        if (text.Length < 20 || text[10] is not ('T' or 't') || !Exactly(text.AsSpan(0, 19), "0000-00-00T00:00:00"))
            return null;
        if (!DateTime.TryParseExact(
            text.AsSpan(0, 19), "yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var whole))
        {
            return null;
        }

        var at = 19;
        var nanos = 0;
        if (text[at] == '.')
        {
            var start = ++at;
            while (at < text.Length && char.IsAsciiDigit(text[at]))
                at++;
            if (at == start || at - start > 9)
                return null;
            nanos = int.Parse(text[start..at].PadRight(9, '0'), CultureInfo.InvariantCulture);
        }

        if (TryOffset(text.AsSpan(at)) is not { } offset)
            return null;
        var seconds = new DateTimeOffset(whole, TimeSpan.Zero).ToUnixTimeSeconds() - offset;
        return seconds is >= CelTimestamp.MinSeconds and <= CelTimestamp.MaxSeconds ? new CelTimestamp(seconds, nanos) : null;
    }

    private static int? TryOffset(ReadOnlySpan<char> text)
    {
        if (text is "Z" or "z")
            return 0;
        if (text.Length != 6 || text[0] is not ('+' or '-') || !Exactly(text[1..], "00:00"))
            return null;
        var hours = int.Parse(text[1..3], NumberStyles.None, CultureInfo.InvariantCulture);
        var minutes = int.Parse(text[4..6], NumberStyles.None, CultureInfo.InvariantCulture);
        if (hours > 23 || minutes > 59)
            return null;
        return ((hours * 3600) + (minutes * 60)) * (text[0] == '-' ? -1 : 1);
    }

    /// <summary>Whether text has digits where the pattern has them, and its very characters elsewhere (T in either case).</summary>
    private static bool Exactly(ReadOnlySpan<char> text, string pattern)
    {
        if (text.Length != pattern.Length)
            return false;
        for (var i = 0; i < pattern.Length; i++)
        {
            if (pattern[i] == '0' ? !char.IsAsciiDigit(text[i]) : char.ToUpperInvariant(text[i]) != pattern[i])
                return false;
        }

        return true;
    }
}
