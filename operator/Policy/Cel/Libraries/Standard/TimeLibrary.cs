using System.Globalization;
using static SegmentOperator.Policy.Cel.CelOverload;

namespace SegmentOperator.Policy.Cel.Libraries;

/// <summary>Parts of timestamps, in UTC or in a named or numeric time zone, and of durations.</summary>
internal sealed class TimeLibrary : CelLibrary
{
    private const long Second = 1_000_000_000;

    public override IEnumerable<CelFunction> Functions =>
    [
        OnTime("getFullYear", (t, _) => t.Year),
        OnTime("getMonth", (t, _) => t.Month - 1),
        OnTime("getDayOfYear", (t, _) => t.DayOfYear - 1),
        OnTime("getDayOfMonth", (t, _) => t.Day - 1),
        OnTime("getDate", (t, _) => t.Day),
        OnTime("getDayOfWeek", (t, _) => (int)t.DayOfWeek),
        OnTime("getHours", (t, _) => t.Hour, n => n / (3600 * Second)),
        OnTime("getMinutes", (t, _) => t.Minute, n => n / (60 * Second)),
        OnTime("getSeconds", (t, _) => t.Second, n => n / Second),
        OnTime("getMilliseconds", (_, nanos) => nanos / 1_000_000, n => n / 1_000_000 % 1000),
    ];

    private static CelFunction OnTime(string name, Func<DateTime, int, long> part, Func<long, long>? ofDuration = null)
    {
        List<CelOverload> overloads =
        [
            Member($"timestamp_{name}", CelType.Timestamp, CelType.Int, at => Part(at, "UTC", part)),
            Member($"timestamp_{name}_with_tz", CelType.Timestamp, CelType.String, CelType.Int, (at, zone) => Part(at, zone.AsString(), part)),
        ];
        if (ofDuration is not null)
            overloads.Add(Member($"duration_{name}", CelType.Duration, CelType.Int, d => CelValue.Of(ofDuration(d.AsDurationNanos()))));
        return new CelFunction(name, overloads);
    }

    private static CelValue Part(in CelValue at, string zone, Func<DateTime, int, long> part)
    {
        var instant = at.AsTimestamp();
        if (Offset(zone, instant) is not { } offset)
            return CelValue.Error($"unknown time zone {zone}");
        var seconds = instant.Seconds + offset;
        return seconds is >= CelTimestamp.MinSeconds and <= CelTimestamp.MaxSeconds
            ? CelValue.Of(part(DateTime.UnixEpoch.AddSeconds(seconds), instant.Nanos))
            : CelValue.Error(Evaluation.Times.TimestampOverflow);
    }

    /// <summary>Seconds east of UTC; null where the zone is unknown.</summary>
    private static long? Offset(string zone, CelTimestamp at)
    {
        if (zone is "UTC" or "")
            return 0;
        if (zone.Contains(':', StringComparison.Ordinal))
            return FixedOffset(zone);
        return TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found)
            ? (long)found.GetUtcOffset(DateTimeOffset.FromUnixTimeSeconds(at.Seconds)).TotalSeconds
            : null;
    }

    private static long? FixedOffset(string zone)
    {
        var negative = zone.StartsWith('-');
        var text = negative || zone.StartsWith('+') ? zone[1..] : zone;
        var parts = text.Split(':');
        if (parts.Length != 2 || parts[0].Length is 0 or > 2 || parts[1].Length != 2
            || !int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var hours)
            || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var minutes)
            || hours > 23 || minutes > 59)
        {
            return null;
        }

        return ((hours * 3600) + (minutes * 60)) * (negative ? -1 : 1);
    }
}
