namespace SegmentOperator.SalesforceSim.Tests;

/// <summary>A clock that stands still until a test moves it. It drives no timers.</summary>
internal sealed class ManualTime : TimeProvider
{
    private DateTimeOffset now = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => now;

    public void Advance(TimeSpan by) => now += by;
}
