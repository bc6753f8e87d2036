using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;

namespace SegmentOperator.DevCluster.Resources.Types;

/// <summary>A Kubernetes quantity, <c>100m</c>, <c>64Mi</c>, exact to the nano.</summary>
internal readonly partial record struct Quantity(BigInteger Nanos, string Format) : IComparable<Quantity>
{
    private const string Pattern = "^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$";
    private static readonly BigInteger One = BigInteger.Pow(10, 9);
    private static readonly string[] Binary = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];
    private static readonly string[] Decimal = ["n", "u", "m", "", "k", "M", "G", "T", "P", "E"];

    /// <summary>What the API server says of a text that is no quantity.</summary>
    public const string Error = $"quantities must match the regular expression '{Pattern}'";

    public static bool TryParse(string text, out Quantity quantity)
    {
        quantity = default;
        var match = Shape().Match(text);
        if (!match.Success || !decimal.TryParse(match.Groups[1].Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
            return false;
        var suffix = match.Groups[2].Value;
        BigInteger factor;
        var format = "DecimalSI";
        if (Array.IndexOf(Binary, suffix) is var binary && binary > 0)
        {
            factor = BigInteger.Pow(1024, binary) * One;
            format = "BinarySI";
        }
        else if (Array.IndexOf(Decimal, suffix) is var si && si >= 0)
        {
            factor = BigInteger.Pow(1000, si);
        }
        else if (suffix.Length > 1 && suffix[0] is 'e' or 'E' && int.TryParse(suffix[1..], out var exponent) && exponent is > -10 and < 19)
        {
            factor = BigInteger.Pow(10, exponent + 9);
            format = "DecimalExponent";
        }
        else
        {
            return false;
        }
        var scaled = new BigInteger(number * 1_000_000_000m) * factor;
        var nanos = BigInteger.DivRem(scaled, One, out var rest);
        quantity = new Quantity(rest.IsZero ? nanos : nanos + 1, format);
        return true;
    }

    public int CompareTo(Quantity other) => Nanos.CompareTo(other.Nanos);

    public static Quantity operator +(Quantity left, Quantity right) => left with
    {
        Nanos = left.Nanos + right.Nanos,
        Format = left.Nanos.IsZero ? right.Format : left.Format,
    };

    public static Quantity operator -(Quantity left, Quantity right) => left with { Nanos = left.Nanos - right.Nanos };

    /// <summary>The canonical form: the largest unit that needs no fraction.</summary>
    public override string ToString()
    {
        if (Nanos.IsZero)
            return "0";
        if (Format == "BinarySI" && (Nanos % One).IsZero && BigInteger.Abs(Nanos / One) >= 1024)
        {
            var whole = Nanos / One;
            var unit = 0;
            while ((whole % 1024).IsZero && unit < Binary.Length - 1)
            {
                whole /= 1024;
                unit++;
            }
            return $"{whole}{Binary[unit]}";
        }
        var value = Nanos;
        var index = 0;
        while ((value % 1000).IsZero && index < Decimal.Length - 1)
        {
            value /= 1000;
            index++;
        }
        if (Format != "DecimalExponent")
            return $"{value}{Decimal[index]}";
        return index == 3 ? $"{value}" : $"{value}e{(index - 3) * 3}";
    }

    [GeneratedRegex(Pattern)]
    private static partial Regex Shape();
}
