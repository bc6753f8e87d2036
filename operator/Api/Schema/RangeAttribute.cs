namespace SegmentOperator.Api.Schema;

/// <summary>The least and the greatest value of a number, both allowed.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class RangeAttribute(long min, long max) : Attribute
{
    /// <summary>The least value.</summary>
    public long Min { get; } = min;

    /// <summary>The greatest value.</summary>
    public long Max { get; } = max;
}
