namespace SegmentOperator.Api.Schema;

/// <summary>A duration in <see cref="V1Alpha1.Durations"/>' spelling: <c>90s</c>, <c>30m</c>, <c>1h30m</c>, <c>7d</c>, <c>7y</c>.</summary>
public sealed class DurationAttribute : StringBoundsAttribute
{
    /// <summary>Whole positive numbers of years, days, hours, minutes, seconds, in this order.</summary>
    public DurationAttribute()
    {
        MaxLength = 32;
        MinLength = 2;
        Pattern = V1Alpha1.Durations.Pattern;
        Rule = $"self.matches('{V1Alpha1.Durations.Pattern}')";
        Message = "must be a positive duration of whole numbers, largest unit first, such as 90s, 30m, 1h30m, 7d or 7y";
    }
}
