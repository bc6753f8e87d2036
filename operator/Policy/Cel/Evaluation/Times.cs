namespace SegmentOperator.Policy.Cel.Evaluation;

/// <summary>Arithmetic on timestamps and durations, within the range that each can hold.</summary>
internal static class Times
{
    public const string DurationOverflow = "duration overflow";
    public const string TimestampOverflow = "timestamp overflow";
    private const int NanosPerSecond = 1_000_000_000;

    public static CelValue Add(in CelValue a, in CelValue b)
    {
        switch (a.Kind, b.Kind)
        {
            case (CelKind.Timestamp, CelKind.Duration):
                return Shift(a.AsTimestamp(), b.Bits);
            case (CelKind.Duration, CelKind.Timestamp):
                return Shift(b.AsTimestamp(), a.Bits);
            case (CelKind.Duration, CelKind.Duration):
                return Duration((Int128)a.Bits + b.Bits);
            default:
                return Arithmetic.NoOverload(a, b, Syntax.Operators.Add);
        }
    }

    public static CelValue Subtract(in CelValue a, in CelValue b)
    {
        switch (a.Kind, b.Kind)
        {
            case (CelKind.Timestamp, CelKind.Duration):
                return Shift(a.AsTimestamp(), -(Int128)b.Bits);
            case (CelKind.Timestamp, CelKind.Timestamp):
                return Duration(Nanos(a.AsTimestamp()) - Nanos(b.AsTimestamp()));
            case (CelKind.Duration, CelKind.Duration):
                return Duration((Int128)a.Bits - b.Bits);
            default:
                return Arithmetic.NoOverload(a, b, Syntax.Operators.Subtract);
        }
    }

    /// <summary>An instant from seconds since 1970; an error outside the years 1 to 9999.</summary>
    public static CelValue Timestamp(long seconds, int nanos) => seconds is >= CelTimestamp.MinSeconds and <= CelTimestamp.MaxSeconds
        ? CelValue.Of(new CelTimestamp(seconds, nanos))
        : CelValue.Error(TimestampOverflow);

    private static Int128 Nanos(CelTimestamp at) => ((Int128)at.Seconds * NanosPerSecond) + at.Nanos;

    private static CelValue Duration(Int128 nanos) => nanos >= long.MinValue && nanos <= long.MaxValue
        ? CelValue.OfDuration((long)nanos)
        : CelValue.Error(DurationOverflow);

    private static CelValue Shift(CelTimestamp at, Int128 by)
    {
        var nanos = Nanos(at) + by;
        var seconds = nanos / NanosPerSecond;
        var rest = (int)(nanos % NanosPerSecond);
        return rest < 0 ? Timestamp((long)seconds - 1, rest + NanosPerSecond) : Timestamp((long)seconds, rest);
    }
}
