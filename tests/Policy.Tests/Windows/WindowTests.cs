using System.Globalization;
using SegmentOperator.Policy.Windows;

namespace SegmentOperator.Policy.Tests.Windows;

public sealed class WindowTests
{
    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    private static WindowCalendar Calendar(WindowSettings settings)
    {
        var calendar = WindowCalendar.Read(settings, out var problems);
        Assert.Empty(problems);
        return calendar;
    }

    private static WindowCalendar Allow(string schedule, double hours, string zone = "UTC", params WindowDefinition[] freeze) => Calendar(new WindowSettings
    {
        Allow = [new WindowDefinition { Name = "w", Schedule = schedule, Duration = TimeSpan.FromHours(hours), TimeZone = zone }],
        Freeze = freeze,
    });

    [Theory]
    // Five fields, six fields, names, steps, lists, the last day, the nearest weekday, the nth weekday.
    [InlineData("0 20 * * 1-4", "UTC", "2026-03-02T21:00:00Z", true)]
    [InlineData("0 20 * * 1-4", "UTC", "2026-03-06T21:00:00Z", false)]
    [InlineData("30 0 20 * * MON-THU", "UTC", "2026-03-02T20:00:29Z", false)]
    [InlineData("30 0 20 * * MON-THU", "UTC", "2026-03-02T20:00:30Z", true)]
    [InlineData("0 8 L * *", "UTC", "2026-02-28T09:00:00Z", true)]
    [InlineData("0 8 L * *", "UTC", "2028-02-28T09:00:00Z", false)]
    [InlineData("0 8 L * *", "UTC", "2028-02-29T09:00:00Z", true)]
    [InlineData("0 8 L-2 * *", "UTC", "2026-04-28T09:00:00Z", true)]
    [InlineData("0 8 15W * *", "UTC", "2026-08-14T09:00:00Z", true)]
    [InlineData("0 8 LW * *", "UTC", "2026-01-30T09:00:00Z", true)]
    [InlineData("0 8 1W * *", "UTC", "2026-08-03T09:00:00Z", true)]
    [InlineData("0 8 * * FRI#2", "UTC", "2026-05-08T09:00:00Z", true)]
    [InlineData("0 8 * * 5L", "UTC", "2026-05-29T09:00:00Z", true)]
    [InlineData("0 8 * * 7", "UTC", "2026-05-31T09:00:00Z", true)]
    [InlineData("0 8 1 * MON", "UTC", "2026-06-01T09:00:00Z", true)]
    [InlineData("0 8 2 * MON", "UTC", "2026-06-08T09:00:00Z", true)]
    [InlineData("0 8 2 * MON", "UTC", "2026-06-02T09:00:00Z", true)]
    [InlineData("0 8 29 2 *", "UTC", "2028-02-29T08:30:00Z", true)]
    [InlineData("*/15 9-17/4 * JAN,JUL ?", "UTC", "2026-07-10T13:20:00Z", true)]
    [InlineData("0 20 * * *", "Europe/Berlin", "2026-01-10T19:30:00Z", true)]
    [InlineData("0 20 * * *", "Europe/Berlin", "2026-07-10T18:30:00Z", true)]
    [InlineData("0 20 * * *", "Asia/Kolkata", "2026-07-10T14:30:00Z", true)]
    [InlineData("0 22 31 12 *", "UTC", "2027-01-01T01:30:00Z", true)]
    public void A_window_is_open_when_its_schedule_says(string schedule, string zone, string at, bool open) =>
        Assert.Equal(open, Allow(schedule, 4, zone).At(At(at)).Open);

    [Fact]
    public void Year_ends_and_leap_days_are_found_from_afar()
    {
        Assert.Equal(At("2026-12-31T22:00:00Z"), Allow("0 22 31 12 *", 4).At(At("2026-01-01T12:00:00Z")).NextOpen);
        Assert.Equal(At("2027-01-01T02:00:00Z"), Allow("0 22 31 12 *", 4).At(At("2026-12-31T23:59:59Z")).ClosesAt);
        Assert.Equal(At("2104-02-29T08:00:00Z"), Allow("0 8 29 2 *", 1).At(At("2096-03-01T00:00:00Z")).NextOpen);
        Assert.Null(Allow("0 8 30 2 *", 1).At(At("2026-03-01T00:00:00Z")).NextOpen);
    }

    [Fact]
    public void When_clocks_go_forward_a_skipped_opening_comes_at_the_end_of_the_gap()
    {
        // Berlin, 2026-03-29: 02:00 becomes 03:00.
        var window = Allow("30 2 * * *", 1, "Europe/Berlin");
        Assert.Equal(At("2026-03-29T01:00:00Z"), window.At(At("2026-03-28T12:00:00Z")).NextOpen);
        Assert.True(window.At(At("2026-03-29T01:59:59Z")).Open);
        Assert.False(window.At(At("2026-03-29T02:00:00Z")).Open);
        Assert.Equal(At("2026-03-30T00:30:00Z"), window.At(At("2026-03-29T02:00:00Z")).NextOpen);
    }

    [Fact]
    public void When_clocks_go_back_a_repeated_opening_comes_once_and_lasts_its_duration()
    {
        // Berlin, 2026-10-25: 03:00 becomes 02:00 again; 02:30 is 00:30Z and 01:30Z.
        var window = Allow("30 2 * * *", 0.5, "Europe/Berlin");
        Assert.Equal(At("2026-10-25T00:30:00Z"), window.At(At("2026-10-24T12:00:00Z")).NextOpen);
        Assert.True(window.At(At("2026-10-25T00:45:00Z")).Open);
        Assert.False(window.At(At("2026-10-25T01:45:00Z")).Open);
        Assert.Equal(At("2026-10-26T01:30:00Z"), window.At(At("2026-10-25T01:00:00Z")).NextOpen);
    }

    [Fact]
    public void An_hourly_window_follows_elapsed_time_over_both_changes()
    {
        var window = Allow("0 * * * *", 0.25, "America/New_York");
        foreach (var day in new[] { "2026-03-08", "2026-11-01" })
        {
            for (var hour = 0; hour < 24; hour++)
            {
                var at = At($"{day}T{hour:00}:00:00Z");
                Assert.True(window.At(at.AddMinutes(14)).Open, at.ToString());
                Assert.Equal(at.AddHours(1), window.At(at.AddMinutes(15)).NextOpen);
            }
        }
    }

    [Fact]
    public void A_window_across_a_change_lasts_as_long_as_it_says()
    {
        Assert.Equal(At("2026-03-29T04:00:00Z"), Allow("0 23 * * *", 6, "Europe/Berlin").At(At("2026-03-29T00:30:00Z")).ClosesAt);
        Assert.Equal(At("2026-10-25T03:00:00Z"), Allow("0 23 * * *", 6, "Europe/Berlin").At(At("2026-10-25T00:30:00Z")).ClosesAt);
    }

    [Fact]
    public void Freezes_win_and_next_open_lies_behind_them()
    {
        var freeze = new WindowDefinition { Name = "Quarter end", Start = At("2026-03-30T00:00:00Z"), End = At("2026-04-02T21:00:00Z") };
        var window = Allow("0 20 * * 1-4", 4, "UTC", freeze);
        var state = window.At(At("2026-03-31T20:30:00Z"));
        Assert.True(state.Frozen);
        Assert.Equal("Quarter end", state.Name);
        Assert.Equal(At("2026-04-02T21:00:00Z"), state.NextOpen);
        Assert.Equal(At("2026-05-25T00:00:00Z"), Allow("0 20 * * *", 24, "UTC", freeze with { Start = At("2026-05-25T00:00:00Z"), End = At("2026-05-26T00:00:00Z") }).At(At("2026-05-24T21:00:00Z")).ClosesAt);
        var recurring = new WindowDefinition { Name = "Month end", Schedule = "0 0 L * *", Duration = TimeSpan.FromDays(1), TimeZone = "America/New_York" };
        Assert.True(Calendar(new WindowSettings { Freeze = [recurring] }).At(At("2026-03-01T04:59:59Z")).Frozen);
        Assert.False(Calendar(new WindowSettings { Freeze = [recurring] }).At(At("2026-03-01T05:00:00Z")).Frozen);
    }

    [Theory]
    // Over the year's end, on a leap day, where clocks go forward over its beginning, and where they go back.
    [InlineData("0 0 20 12 *", 14 * 24, "Europe/Berlin", "2026-12-31T21:00:00Z", "2027-01-02T23:00:00Z")]
    [InlineData("0 0 29 2 *", 24, "UTC", "2028-02-29T12:00:00Z", "2028-03-01T00:00:00Z")]
    [InlineData("0 2 * * *", 1, "Europe/Berlin", "2026-03-29T01:30:00Z", "2026-03-29T02:00:00Z")]
    [InlineData("30 2 * * *", 1, "Europe/Berlin", "2026-10-25T01:15:00Z", "2026-10-25T01:30:00Z")]
    [InlineData("0 23 31 12 *", 2, "America/New_York", "2027-01-01T05:30:00Z", "2027-01-01T06:00:00Z")]
    public void A_recurring_freeze_ends_when_its_duration_is_over(string schedule, int hours, string zone, string at, string ends)
    {
        var freeze = new WindowDefinition { Name = "f", Schedule = schedule, Duration = TimeSpan.FromHours(hours), TimeZone = zone };
        var state = Calendar(new WindowSettings { Freeze = [freeze] }).At(At(at));
        Assert.True(state.Frozen);
        Assert.Equal(At(ends), state.NextOpen);
        Assert.False(Calendar(new WindowSettings { Freeze = [freeze] }).At(At(ends)).Frozen);
    }

    /// <summary>One segment's schedule must not take the operator's time: each decision asks.</summary>
    [Theory]
    [InlineData("* * * * * *", "2026-07-10T12:00:00.5Z")]
    [InlineData("*/5 * * * * *", "2026-07-10T12:00:00Z")]
    [InlineData("* * * * * *", "2026-03-29T01:00:00Z")]
    public void A_schedule_of_every_second_is_open_for_ever_and_cheap_to_ask(string schedule, string at)
    {
        var calendar = Allow(schedule, 1, "Europe/Berlin");
        var before = GC.GetAllocatedBytesForCurrentThread();
        var state = calendar.At(At(at));
        Assert.True(state.Open);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 512L * 1024 * 1024);
    }

    [Fact]
    public void Windows_that_touch_are_one()
    {
        Assert.Null(Allow("0 0 * * *", 24).At(At("2026-03-01T12:00:00Z")).ClosesAt);
        var calendar = Calendar(new WindowSettings
        {
            Allow = [new WindowDefinition { Schedule = "0 8 * * *", Duration = TimeSpan.FromHours(2) }, new WindowDefinition { Schedule = "0 10 * * *", Duration = TimeSpan.FromHours(3) }],
        });
        Assert.Equal(At("2026-03-01T13:00:00Z"), calendar.At(At("2026-03-01T08:00:00Z")).ClosesAt);
    }

    [Fact]
    public void A_run_that_would_cross_the_end_waits_or_warns_as_configured()
    {
        var window = Allow("0 20 * * *", 2);
        Assert.True(window.Fit(At("2026-03-01T20:30:00Z"), TimeSpan.FromMinutes(90)).MayStart);
        var late = window.Fit(At("2026-03-01T21:00:00Z"), TimeSpan.FromMinutes(90));
        Assert.False(late.MayStart);
        Assert.Equal(At("2026-03-02T20:00:00Z"), late.StartsAt);
        Assert.Contains("closes at 2026-03-01 22:00:00Z", late.Message, StringComparison.Ordinal);
        var never = window.Fit(At("2026-03-01T20:00:00Z"), TimeSpan.FromHours(3));
        Assert.Null(never.StartsAt);
        Assert.Contains("No later window is long enough", never.Message, StringComparison.Ordinal);
        var warns = Calendar(new WindowSettings { OverrunWarns = true, Allow = [new WindowDefinition { Schedule = "0 20 * * *", Duration = TimeSpan.FromHours(2) }] });
        var fit = warns.Fit(At("2026-03-01T21:00:00Z"), TimeSpan.FromMinutes(90));
        Assert.True(fit.MayStart);
        Assert.NotNull(fit.Warning);
    }

    [Theory]
    [InlineData("0 25 * * *", "UTC", "'25' is not a number from 0 to 23")]
    [InlineData("0 8 * *", "UTC", "has 4 fields")]
    [InlineData("0 8 * * FRI#6", "UTC", "'6' is not a number from 1 to 5")]
    [InlineData("0 8 10-5 * *", "UTC", "'10-5' ends before it begins")]
    [InlineData("0 8 * * *", "Europe/Atlantis", "there is no time zone Europe/Atlantis")]
    public void What_is_no_window_says_why(string schedule, string zone, string why)
    {
        WindowCalendar.Read(new WindowSettings { Allow = [new WindowDefinition { Schedule = schedule, TimeZone = zone, Duration = TimeSpan.FromHours(1) }] }, out var problems);
        Assert.Contains(why, Assert.Single(problems), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_windows_it_is_always_open()
    {
        Assert.True(Calendar(new WindowSettings()).Fit(At("2026-03-01T00:00:00Z"), TimeSpan.FromDays(9)).MayStart);
        Assert.True(Calendar(new WindowSettings()).At(At("2026-03-01T00:00:00Z")).Open);
    }
}
