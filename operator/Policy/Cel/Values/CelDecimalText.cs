using System.Globalization;
using System.Numerics;

namespace SegmentOperator.Policy.Cel;

/// <summary>Doubles to a fixed number of digits, from their exact value; exact halves go to the even digit.</summary>
internal static class CelDecimalText
{
    public static string Fixed(double value, int precision)
    {
        if (Special(value) is { } special)
            return special;
        var digits = Scaled(Math.Abs(value), precision).ToString(CultureInfo.InvariantCulture).PadLeft(precision + 1, '0');
        var whole = digits[..^precision];
        return Sign(value) + (precision == 0 ? whole : $"{whole}.{digits[^precision..]}");
    }

    public static string Scientific(double value, int precision)
    {
        if (Special(value) is { } special)
            return special;
        var exponent = value == 0 ? 0 : CelDoubleText.Parts(Math.Abs(value)).Exponent;
        var digits = Scaled(Math.Abs(value), precision - exponent).ToString(CultureInfo.InvariantCulture);
        if (digits.Length > precision + 1)
        {
            exponent++;
            digits = digits[..^1];
        }

        digits = digits.PadRight(precision + 1, '0');
        var mantissa = precision == 0 ? digits : $"{digits[0]}.{digits[1..]}";
        return $"{Sign(value)}{mantissa}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}";
    }

    /// <summary>NaN and the infinities by their names; null for the others.</summary>
    public static string? Special(double value) =>
        double.IsNaN(value) ? "NaN" : double.IsPositiveInfinity(value) ? "Infinity" : double.IsNegativeInfinity(value) ? "-Infinity" : null;

    private static string Sign(double value) => double.IsNegative(value) ? "-" : "";

    /// <summary>value * 10^power, rounded to a whole number.</summary>
    private static BigInteger Scaled(double value, int power)
    {
        var bits = BitConverter.DoubleToInt64Bits(value);
        var exponent = (int)((bits >> 52) & 0x7FF);
        BigInteger mantissa = bits & 0xFFFFFFFFFFFFF;
        if (exponent == 0)
            exponent++;
        else
            mantissa += 1L << 52;
        exponent -= 1075;
        var numerator = mantissa * BigInteger.Pow(10, Math.Max(power, 0)) * BigInteger.Pow(2, Math.Max(exponent, 0));
        var denominator = BigInteger.Pow(10, Math.Max(-power, 0)) * BigInteger.Pow(2, Math.Max(-exponent, 0));
        var quotient = BigInteger.DivRem(numerator, denominator, out var rest);
        var half = (rest * 2).CompareTo(denominator);
        return half > 0 || (half == 0 && !quotient.IsEven) ? quotient + 1 : quotient;
    }
}
