using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using SegmentOperator.Api.V1Alpha1;

namespace SegmentOperator.Api.Tests.V1Alpha1;

public sealed class DurationsTests
{
    [Theory]
    [InlineData("5s", 5)]
    [InlineData("90s", 90)]
    [InlineData("30m", 1800)]
    [InlineData("1h30m", 5400)]
    [InlineData("7d", 604800)]
    [InlineData("1y1d", 31622400)]
    public void A_duration_is_read(string text, long seconds)
    {
        Assert.Equal(TimeSpan.FromSeconds(seconds), Durations.Parse(text));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("0s")]
    [InlineData("-5m")]
    [InlineData("1.5h")]
    [InlineData("5")]
    [InlineData("m5")]
    [InlineData("5m1h")]
    [InlineData("5m5m")]
    [InlineData("05m")]
    [InlineData("5M")]
    [InlineData("5ms")]
    [InlineData(" 5m")]
    [InlineData("999999999999999999999s")]
    [InlineData("1000y")]
    public void Anything_else_is_refused(string? text)
    {
        Assert.False(Durations.TryParse(text, out _));
        Assert.Contains("30m", Assert.Throws<FormatException>(() => Durations.Parse(text)).Message);
    }

    [Fact]
    public void What_is_written_is_read_back()
    {
        Prop.ForAll(
            Gen.Choose(1, int.MaxValue).ToArbitrary(),
            seconds => Durations.Parse(Durations.Format(TimeSpan.FromSeconds(seconds))) == TimeSpan.FromSeconds(seconds))
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void The_parser_and_the_schemas_pattern_agree()
    {
        var text = Gen.Elements("0", "1", "9", "12", "365", "y", "d", "h", "m", "s", "-", ".", "00").ListOf()
            .Select(parts => string.Concat(parts)).Where(text => text.Length is > 0 and <= 32);
        Prop.ForAll(text.ToArbitrary(), candidate => Durations.TryParse(candidate, out _) == Regex.IsMatch(candidate, Durations.Pattern))
            .QuickCheckThrowOnFailure();
    }
}
