using System.Globalization;

namespace SegmentOperator.Policy.Windows;

/// <summary>
/// The days of a cron expression. Where both day of month and day of week are restricted, a day that fits either is in, as in every
/// cron since Vixie's.
/// </summary>
internal sealed class CronDays
{
    private static readonly string[] Months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
    private static readonly string[] Weekdays = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];
    private readonly CronField _months;
    private readonly List<Func<DateOnly, bool>> _ofMonth = [];
    private readonly List<Func<DateOnly, bool>> _ofWeek = [];
    private readonly bool _anyOfMonth;
    private readonly bool _anyOfWeek;

    /// <exception cref="FormatException">A field is not one.</exception>
    public CronDays(string dayOfMonth, string month, string dayOfWeek)
    {
        _months = CronField.Parse(month, 1, 12, Months);
        _anyOfMonth = dayOfMonth is "*" or "?";
        _anyOfWeek = dayOfWeek is "*" or "?";
        foreach (var part in dayOfMonth.Split(','))
            _ofMonth.Add(OfMonth(part.ToUpperInvariant()));
        foreach (var part in dayOfWeek.Split(','))
            _ofWeek.Add(OfWeek(part.ToUpperInvariant()));
    }

    public bool Contains(DateOnly day)
    {
        if (!_months.Contains(day.Month))
            return false;
        var (month, week) = (_ofMonth.Exists(fits => fits(day)), _ofWeek.Exists(fits => fits(day)));
        return _anyOfMonth ? week : _anyOfWeek ? month : month || week;
    }

    private static Func<DateOnly, bool> OfMonth(string part)
    {
        if (part == "LW")
            return day => day.Day == NearestWeekday(day, Last(day));
        if (part == "L")
            return day => day.Day == Last(day);
        if (part.StartsWith("L-", StringComparison.Ordinal))
        {
            var before = Number(part[2..], 1, 30);
            return day => day.Day == Last(day) - before;
        }

        if (part.EndsWith('W'))
        {
            var wanted = Number(part[..^1], 1, 31);
            return day => wanted <= Last(day) && day.Day == NearestWeekday(day, wanted);
        }

        var field = CronField.Parse(part, 1, 31, []);
        return day => field.Contains(day.Day);
    }

    private static Func<DateOnly, bool> OfWeek(string part)
    {
        var hash = part.IndexOf('#', StringComparison.Ordinal);
        if (hash >= 0)
        {
            var (weekday, nth) = (Weekday(part[..hash]), Number(part[(hash + 1)..], 1, 5));
            return day => (int)day.DayOfWeek == weekday && ((day.Day - 1) / 7) + 1 == nth;
        }

        if (part.Length > 1 && part.EndsWith('L'))
        {
            var weekday = Weekday(part[..^1]);
            return day => (int)day.DayOfWeek == weekday && day.Day + 7 > Last(day);
        }

        // 7 is Sunday as well, so the field has eight values.
        var field = CronField.Parse(part, 0, 7, Weekdays);
        return day => field.Contains((int)day.DayOfWeek) || (day.DayOfWeek == DayOfWeek.Sunday && field.Contains(7));
    }

    private static int Weekday(string text) => Array.IndexOf(Weekdays, text) is >= 0 and var index ? index : Number(text, 0, 7) % 7;

    private static int Number(string text, int min, int max) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max
            ? number
            : throw new FormatException($"'{text}' is not a number from {min} to {max}");

    private static int Last(DateOnly day) => DateTime.DaysInMonth(day.Year, day.Month);

    /// <summary>Monday to Friday, without leaving the month.</summary>
    private static int NearestWeekday(DateOnly month, int day)
    {
        var date = new DateOnly(month.Year, month.Month, day);
        return date.DayOfWeek switch
        {
            DayOfWeek.Saturday => day > 1 ? day - 1 : day + 2,
            DayOfWeek.Sunday => day < Last(month) ? day + 1 : day - 2,
            _ => day,
        };
    }
}
