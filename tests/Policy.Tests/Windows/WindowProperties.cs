using FsCheck;
using FsCheck.Fluent;
using SegmentOperator.Policy.Windows;

namespace SegmentOperator.Policy.Tests.Windows;

public sealed class WindowProperties
{
    private static readonly string[] Zones = ["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "America/St_Johns"];
    private static readonly string[] Schedules = ["0 20 * * 1-4", "30 2 * * *", "0 */6 * * *", "15 1 29 2 *", "0 0 1 1 *", "0 12 L * FRI", "30 1,2,3 * 3,10,11 SUN"];

    private static readonly Gen<(string Schedule, string Zone, int Minutes, DateTimeOffset At)> Cases =
        from schedule in Gen.Elements(Schedules)
        from zone in Gen.Elements(Zones)
        from minutes in Gen.Choose(1, 600)
        from at in Gen.Choose(0, 400_000)
        select (schedule, zone, minutes, new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMinutes(at));

    [Fact]
    public void What_is_open_closes_and_what_is_closed_opens_when_it_says() => Prop.ForAll(Cases.ToArbitrary(), sample =>
    {
        var calendar = WindowCalendar.Read(new WindowSettings { Allow = [new WindowDefinition { Schedule = sample.Schedule, TimeZone = sample.Zone, Duration = TimeSpan.FromMinutes(sample.Minutes) }] }, out _);
        var state = calendar.At(sample.At);
        return state.Open
            ? state.ClosesAt is { } end ? end > sample.At && calendar.At(end.AddTicks(-1)).Open && !calendar.At(end).Open : NeverCloses(calendar, sample.At)
            : state.NextOpen is { } next && next > sample.At && calendar.At(next).Open && !calendar.At(next.AddTicks(-1)).Open;
    }).QuickCheckThrowOnFailure();

    private static bool NeverCloses(WindowCalendar calendar, DateTimeOffset at) =>
        Enumerable.Range(0, 500).All(hours => calendar.At(at.AddMinutes(hours * 47)).Open);
}
