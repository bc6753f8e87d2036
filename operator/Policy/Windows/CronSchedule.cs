namespace SegmentOperator.Policy.Windows;

/// <summary>
/// When a cron expression comes round in a time zone. A time that a clock change skips comes at the end of the gap; one that it
/// repeats comes once, at the first of the two. Expressions that name every hour follow elapsed time instead: nothing is made up
/// for a skipped hour, and a repeated one counts twice.
/// </summary>
internal sealed class CronSchedule
{
    /// <summary>Two leap days can lie eight years apart.</summary>
    private const int HorizonDays = 366 * 9;

    /// <summary>No clock change moves further than this, but for a country that changes sides of the date line.</summary>
    private const int HoursAround = 3;

    /// <summary>What is this near by the hours around cannot be beaten by an hour that is further away.</summary>
    private static readonly TimeSpan Near = TimeSpan.FromHours(1);

    private readonly TimeZoneInfo _zone;
    private readonly CronField _seconds;
    private readonly CronField _minutes;
    private readonly CronField _hours;
    private readonly CronDays _days;

    private CronSchedule(string[] fields, TimeZoneInfo zone)
    {
        _zone = zone;
        var at = fields.Length - 5;
        _seconds = CronField.Parse(at == 0 ? "0" : fields[0], 0, 59, []);
        _minutes = CronField.Parse(fields[at], 0, 59, []);
        _hours = CronField.Parse(fields[at + 1], 0, 23, []);
        _days = new CronDays(fields[at + 2], fields[at + 3], fields[at + 4]);
    }

    /// <param name="text">Five fields, or six with seconds first.</param>
    /// <param name="zone">The zone that it is read in.</param>
    /// <exception cref="FormatException">The text is no such expression; the message says why.</exception>
    public static CronSchedule Parse(string text, TimeZoneInfo zone)
    {
        var fields = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length is 5 or 6
            ? new CronSchedule(fields, zone)
            : throw new FormatException($"'{text}' has {fields.Length} fields; a schedule has five, or six with seconds first");
    }

    /// <summary>The first time after this one; null where none comes within nine years.</summary>
    public DateTimeOffset? Next(DateTimeOffset after)
    {
        var local = TimeZoneInfo.ConvertTime(after, _zone).DateTime;
        var first = DateOnly.FromDateTime(local).AddDays(-1);
        for (var i = 0; i < HorizonDays && first.DayNumber + i <= DateOnly.MaxValue.DayNumber; i++)
        {
            var day = first.AddDays(i);
            if (!_days.Contains(day))
                continue;
            if (PlainOffset(day) is { } offset)
            {
                if (FirstOf(day, local, offset) is { } plain)
                    return plain;
                continue;
            }

            var from = day == DateOnly.FromDateTime(local) ? Math.Max(0, local.Hour - HoursAround) : i == 0 ? 24 - HoursAround : 0;
            if (day == DateOnly.FromDateTime(local)
                && Times(day, from, Math.Min(23, local.Hour + HoursAround)).Where(time => time > after).Cast<DateTimeOffset?>().Min() is { } near && near - after <= Near)
            {
                return near;
            }

            var found = Times(day, from, 23).Where(time => time > after).Order().Cast<DateTimeOffset?>().FirstOrDefault();
            if (found is not null)
                return found;
        }

        return null;
    }

    /// <summary>The last time at or before this one, and not before the other; null where there is none.</summary>
    public DateTimeOffset? Previous(DateTimeOffset at, DateTimeOffset earliest)
    {
        var local = TimeZoneInfo.ConvertTime(at, _zone).DateTime;
        var last = DateOnly.FromDateTime(local).AddDays(1);
        var stop = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(earliest, _zone).DateTime).AddDays(-1);
        for (var i = 0; i < HorizonDays && last.DayNumber - i >= Math.Max(stop.DayNumber, 1); i++)
        {
            var day = last.AddDays(-i);
            if (!_days.Contains(day))
                continue;
            if (PlainOffset(day) is { } offset)
            {
                if (LastOf(day, local, offset) is { } plain)
                    return plain >= earliest ? plain : null;
                continue;
            }

            // Times of tomorrow lie before today's only late in the day.
            if (i == 0 && local.Hour < 24 - HoursAround - 1)
                continue;
            var to = day == DateOnly.FromDateTime(local) ? Math.Min(23, local.Hour + HoursAround) : i == 0 ? HoursAround : 23;
            if (day == DateOnly.FromDateTime(local)
                && Times(day, Math.Max(0, local.Hour - HoursAround), to).Where(time => time <= at).Cast<DateTimeOffset?>().Max() is { } near && at - near <= Near)
            {
                return near >= earliest ? near : null;
            }

            var found = Times(day, 0, to).Where(time => time <= at).OrderDescending().Cast<DateTimeOffset?>().FirstOrDefault();
            if (found is not null)
                return found >= earliest ? found : null;
        }

        return null;
    }

    /// <summary>
    /// The offset of a day on which, as on the days beside it, no clock changes: its times come in the order in which they are written, and
    /// none has to be looked at but the one that is sought.
    /// </summary>
    private TimeSpan? PlainOffset(DateOnly day)
    {
        if (day.DayNumber < 2 || day.DayNumber > DateOnly.MaxValue.DayNumber - 3)
            return null;
        var offset = _zone.GetUtcOffset(day.ToDateTime(default));
        for (var around = -1; around <= 2; around++)
        {
            if (_zone.GetUtcOffset(day.AddDays(around).ToDateTime(default)) != offset)
                return null;
        }

        return offset;
    }

    /// <summary>The first time of a plain day that is behind this one.</summary>
    private DateTimeOffset? FirstOf(DateOnly day, DateTime local, TimeSpan offset)
    {
        var least = day == DateOnly.FromDateTime(local) ? (int)local.TimeOfDay.TotalSeconds + 1 : 0;
        if (day < DateOnly.FromDateTime(local) || !_days.Contains(day))
            return null;
        foreach (var hour in _hours.Values.Where(hour => ((hour + 1) * 3600) > least))
        {
            foreach (var minute in _minutes.Values.Where(minute => (hour * 3600) + ((minute + 1) * 60) > least))
            {
                foreach (var second in _seconds.Values)
                {
                    if ((hour * 3600) + (minute * 60) + second >= least)
                        return At(day, hour, minute, second, offset);
                }
            }
        }

        return null;
    }

    /// <summary>The last time of a plain day that is not behind this one.</summary>
    private DateTimeOffset? LastOf(DateOnly day, DateTime local, TimeSpan offset)
    {
        var most = day == DateOnly.FromDateTime(local) ? (int)local.TimeOfDay.TotalSeconds : int.MaxValue;
        if (day > DateOnly.FromDateTime(local) || !_days.Contains(day))
            return null;
        foreach (var hour in _hours.Values.Reverse().Where(hour => hour * 3600 <= most))
        {
            foreach (var minute in _minutes.Values.Reverse().Where(minute => (hour * 3600) + (minute * 60) <= most))
            {
                foreach (var second in _seconds.Values.Reverse())
                {
                    if ((hour * 3600) + (minute * 60) + second <= most)
                        return At(day, hour, minute, second, offset);
                }
            }
        }

        return null;
    }

    private static DateTimeOffset At(DateOnly day, int hour, int minute, int second, TimeSpan offset) =>
        new DateTimeOffset(day.ToDateTime(new TimeOnly(hour, minute, second)), offset).ToUniversalTime();

    private IEnumerable<DateTimeOffset> Times(DateOnly day, int fromHour, int toHour)
    {
        if (!_days.Contains(day))
            yield break;
        foreach (var hour in _hours.Values.Where(hour => hour >= fromHour && hour <= toHour))
        {
            foreach (var minute in _minutes.Values)
            {
                foreach (var second in _seconds.Values)
                {
                    foreach (var time in Instants(day.ToDateTime(new TimeOnly(hour, minute, second))))
                        yield return time;
                }
            }
        }
    }

    private IEnumerable<DateTimeOffset> Instants(DateTime local)
    {
        if (_zone.IsInvalidTime(local))
            return _hours.IsAny ? [] : [AfterGap(local)];
        if (!_zone.IsAmbiguousTime(local))
            return [new DateTimeOffset(local, _zone.GetUtcOffset(local)).ToUniversalTime()];
        // The greater offset is the earlier instant.
        var instants = _zone.GetAmbiguousTimeOffsets(local).OrderDescending().Select(offset => new DateTimeOffset(local, offset).ToUniversalTime());
        return _hours.IsAny ? instants : instants.Take(1);
    }

    private DateTimeOffset AfterGap(DateTime local)
    {
        var time = local.AddSeconds(-local.Second);
        while (_zone.IsInvalidTime(time))
            time = time.AddMinutes(1);
        return new DateTimeOffset(time, _zone.GetUtcOffset(time)).ToUniversalTime();
    }
}
