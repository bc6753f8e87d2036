using System.Globalization;

namespace SegmentOperator.Policy.Cel;

/// <summary>Doubles as CEL writes them: the shortest digits that read back the same, with an exponent below 1e-4 and from 1e6.</summary>
internal static class CelDoubleText
{
    private const int FirstExponent = 6;

    public static string Write(double value)
    {
        if (double.IsNaN(value))
            return "NaN";
        if (double.IsInfinity(value))
            return value > 0 ? "+Inf" : "-Inf";
        var sign = double.IsNegative(value) ? "-" : "";
        if (value == 0)
            return sign + "0";
        var (digits, exponent) = Parts(Math.Abs(value));
        if (exponent is >= -4 and < FirstExponent)
            return sign + Fixed(digits, exponent);
        var mantissa = digits.Length == 1 ? digits : $"{digits[0]}.{digits[1..]}";
        return $"{sign}{mantissa}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}";
    }

    /// <summary>The significant digits, and the power of ten of the first of them.</summary>
    public static (string Digits, int Exponent) Parts(double positive)
    {
        var text = positive.ToString("R", CultureInfo.InvariantCulture);
        var e = text.IndexOf('E', StringComparison.Ordinal);
        var mantissa = e < 0 ? text : text[..e];
        var power = e < 0 ? 0 : int.Parse(text.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var point = mantissa.IndexOf('.', StringComparison.Ordinal) is var at and >= 0 ? at : mantissa.Length;
        var all = mantissa.Replace(".", "", StringComparison.Ordinal);
        var significant = all.TrimStart('0');
        return (significant.TrimEnd('0'), power + point - 1 - (all.Length - significant.Length));
    }

    /// <summary>The shortest digits without an exponent, whatever the size.</summary>
    public static string Plain(double value)
    {
        if (CelDecimalText.Special(value) is { } special)
            return special;
        if (value == 0)
            return double.IsNegative(value) ? "-0" : "0";
        var (digits, exponent) = Parts(Math.Abs(value));
        return (double.IsNegative(value) ? "-" : "") + Fixed(digits, exponent);
    }

    private static string Fixed(string digits, int exponent)
    {
        if (exponent < 0)
            return "0." + new string('0', -exponent - 1) + digits;
        if (digits.Length <= exponent + 1)
            return digits.PadRight(exponent + 1, '0');
        return $"{digits[..(exponent + 1)]}.{digits[(exponent + 1)..]}";
    }
}
