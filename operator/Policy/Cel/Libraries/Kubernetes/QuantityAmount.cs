namespace SegmentOperator.Policy.Cel.Libraries;

/// <summary>
/// How a kube-apiserver keeps a quantity that fits: a 64-bit number and a power of ten. Whether one is an integer depends on this form and
/// not on the value: 1000m is none there, and neither is 1Ei.
/// </summary>
internal readonly record struct QuantityAmount(long Value, int Scale)
{
    private const int MostDigits = 18;
    private const int MostBinaryDigits = 15;
    private const int Nano = -9;

    /// <summary>The whole number; null where it has a negative power, or more than 64 bits.</summary>
    public long? Integer => Scale < 0 ? null : Raised(Value, Scale);

    /// <summary>What a text is kept as: its digits, times a power of ten.</summary>
    public static QuantityAmount? OfDecimal(ReadOnlySpan<char> whole, ReadOnlySpan<char> fraction, int power, bool negative)
    {
        var scale = power - fraction.Length;
        if (whole.Length + fraction.Length > MostDigits || scale < Nano)
            return null;
        var value = long.Parse($"{whole}{fraction}", System.Globalization.CultureInfo.InvariantCulture);
        return new QuantityAmount(negative ? -value : value, scale);
    }

    /// <summary>The same for a power of two, which leaves less room.</summary>
    public static QuantityAmount? OfBinary(ReadOnlySpan<char> whole, int exponent, bool negative)
    {
        if (MostBinaryDigits - whole.Length - (int)(exponent * 3 / 10f) - 1 < 0)
            return null;
        var value = (Int128)long.Parse(whole, System.Globalization.CultureInfo.InvariantCulture) << exponent;
        return value > long.MaxValue ? null : new QuantityAmount(negative ? -(long)value : (long)value, 0);
    }

    /// <summary>The sum in the smaller of the two powers; null where it does not fit.</summary>
    public QuantityAmount? Plus(in QuantityAmount other)
    {
        if (other.Value == 0)
            return this;
        if (Value == 0)
            return other;
        var scale = Math.Min(Scale, other.Scale);
        if (Raised(Value, Scale - scale) is not { } left || Raised(other.Value, other.Scale - scale) is not { } right)
            return null;
        var sum = (Int128)left + right;
        return sum > long.MaxValue || sum < long.MinValue ? null : new QuantityAmount((long)sum, scale);
    }

    public QuantityAmount? Minus(in QuantityAmount other) => other.Value == long.MinValue ? null : Plus(other with { Value = -other.Value });

    private static long? Raised(long value, int power)
    {
        var result = (Int128)value;
        for (var i = 0; i < power && result != 0; i++)
        {
            result *= 10;
            if (result > long.MaxValue || result < long.MinValue)
                return null;
        }

        return (long)result;
    }
}
