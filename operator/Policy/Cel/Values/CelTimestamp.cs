namespace SegmentOperator.Policy.Cel;

/// <summary>An instant: whole seconds since 1970-01-01T00:00:00Z and the nanoseconds after them (0 to 999,999,999).</summary>
public readonly record struct CelTimestamp(long Seconds, int Nanos) : IComparable<CelTimestamp>
{
    /// <summary>0001-01-01T00:00:00Z.</summary>
    internal const long MinSeconds = -62135596800;

    /// <summary>9999-12-31T23:59:59Z.</summary>
    internal const long MaxSeconds = 253402300799;

    /// <summary>The same instant, to 100 nanoseconds.</summary>
    public DateTimeOffset ToDateTimeOffset() => DateTimeOffset.FromUnixTimeSeconds(Seconds).AddTicks(Nanos / 100);

    /// <summary>The same instant.</summary>
    public static CelTimestamp From(DateTimeOffset value)
    {
        var seconds = value.ToUnixTimeSeconds();
        return new CelTimestamp(seconds, (int)(value.UtcTicks % TimeSpan.TicksPerSecond) * 100);
    }

    /// <inheritdoc/>
    public int CompareTo(CelTimestamp other) =>
        Seconds != other.Seconds ? Seconds.CompareTo(other.Seconds) : Nanos.CompareTo(other.Nanos);

    /// <summary>Whether the left instant is earlier.</summary>
    public static bool operator <(CelTimestamp left, CelTimestamp right) => left.CompareTo(right) < 0;

    /// <summary>Whether the left instant is later.</summary>
    public static bool operator >(CelTimestamp left, CelTimestamp right) => left.CompareTo(right) > 0;

    /// <summary>Whether the left instant is not later.</summary>
    public static bool operator <=(CelTimestamp left, CelTimestamp right) => left.CompareTo(right) <= 0;

    /// <summary>Whether the left instant is not earlier.</summary>
    public static bool operator >=(CelTimestamp left, CelTimestamp right) => left.CompareTo(right) >= 0;
}
