using SegmentOperator.Api.V1Alpha1;

namespace SegmentOperator.Manager.Governance;

public sealed class RetentionTests
{
    private static readonly DateTimeOffset Ended = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("30d", 30)]
    [InlineData("7y", 7 * 365)]
    public void History_goes_its_retention_after_the_end(string retention, int days) =>
        Assert.Equal(Ended.AddDays(days), Retention.EndOf(new() { Spec = new() { Evidence = new() { Retention = retention } } }, Ended));

    [Fact]
    public void Without_a_segment_or_a_word_of_it_history_stays_seven_years()
    {
        Assert.Equal(Ended.AddDays(7 * 365), Retention.EndOf(null, Ended));
        Assert.Equal(Ended.AddDays(7 * 365), Retention.EndOf(new(), Ended));
    }

    [Fact]
    public void The_longest_retention_that_can_be_written_is_kept() =>
        Assert.True(Retention.EndOf(new() { Spec = new() { Evidence = new() { Retention = "999y" } } }, Ended) > Ended.AddYears(990));
}
