using System.Globalization;
using System.Numerics;

namespace SegmentOperator.Policy.Cel.Libraries;

/// <summary>A Kubernetes resource quantity, exact to a billionth: 1.5Gi, 250m, 2e3.</summary>
internal sealed class Quantity(BigInteger nanos) : CelOpaque, IEquatable<Quantity>
{
    public const string Syntax = @"^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$";
    private const int NanoDigits = 9;
    private static readonly BigInteger One = BigInteger.Pow(10, NanoDigits);
    private static readonly BigInteger Largest = long.MaxValue * One;
    private static readonly string[] Decimal = ["n", "u", "m", "", "k", "M", "G", "T", "P", "E"];
    private static readonly string[] Binary = ["Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];

    public static CelType CelType { get; } = CelType.Opaque("kubernetes.Quantity");

    public override CelType Type => CelType;

    public BigInteger Nanos => nanos;

    /// <summary>The whole number; null where there is a fraction or more than 64 bits.</summary>
    public long? Integer =>
        BigInteger.Remainder(nanos, One).IsZero && nanos / One is var whole && whole >= long.MinValue && whole <= long.MaxValue ? (long)whole : null;

    public double Approximate => double.Parse(
        string.Create(CultureInfo.InvariantCulture, $"{nanos}e-{NanoDigits}"), NumberStyles.Float, CultureInfo.InvariantCulture);

    public static Quantity Of(long whole) => new(whole * One);

    /// <summary>Null with the problem where the text is no quantity.</summary>
    public static Quantity? TryParse(string text, out string problem)
    {
        problem = $"quantities must match the regular expression '{Syntax}'";
        var rest = text.AsSpan();
        var negative = rest.StartsWith("-");
        if (negative || rest.StartsWith("+"))
            rest = rest[1..];
        var whole = TakeDigits(rest);
        rest = rest[whole.Length..];
        ReadOnlySpan<char> fraction = [];
        if (rest.StartsWith("."))
        {
            fraction = TakeDigits(rest[1..]);
            rest = rest[(fraction.Length + 1)..];
        }

        if (whole.IsEmpty && fraction.IsEmpty)
            return null;
        if (Scale(rest) is not { } scale)
        {
            problem = "unable to parse quantity's suffix";
            return null;
        }

        var digits = BigInteger.Parse($"0{whole}{fraction}", CultureInfo.InvariantCulture);
        var value = Scaled(digits * scale.Factor, scale.Power + NanoDigits - fraction.Length);
        return new Quantity(BigInteger.Min(value, Largest) * (negative ? -1 : 1));
    }

    public bool Equals(Quantity? other) => other is not null && nanos == other.Nanos;

    public override bool Equals(object? obj) => Equals(obj as Quantity);

    public override int GetHashCode() => nanos.GetHashCode();

    public override string ToString()
    {
        var whole = BigInteger.DivRem(BigInteger.Abs(nanos), One, out var rest);
        var fraction = rest.ToString(CultureInfo.InvariantCulture).PadLeft(NanoDigits, '0').TrimEnd('0');
        return $"{(nanos.Sign < 0 ? "-" : "")}{whole}{(fraction.Length > 0 ? "." : "")}{fraction}";
    }

    /// <summary>What is finer than a billionth rounds away from zero; what is absurdly large is the largest.</summary>
    private static BigInteger Scaled(BigInteger value, int power)
    {
        if (value.IsZero || power is >= 0 and <= 64)
            return value.IsZero ? value : value * BigInteger.Pow(10, power);
        if (power > 64)
            return Largest;
        if (-power > 4096)
            return BigInteger.One;
        var quotient = BigInteger.DivRem(value, BigInteger.Pow(10, -power), out var rest);
        return rest.IsZero ? quotient : quotient + 1;
    }

    private static (BigInteger Factor, int Power)? Scale(ReadOnlySpan<char> suffix)
    {
        for (var i = 0; i < Decimal.Length; i++)
        {
            if (suffix.SequenceEqual(Decimal[i]))
                return (1, (3 * i) - NanoDigits);
        }

        for (var i = 0; i < Binary.Length; i++)
        {
            if (suffix.SequenceEqual(Binary[i]))
                return (BigInteger.Pow(1024, i + 1), 0);
        }

        if (suffix.Length < 2 || suffix[0] is not ('e' or 'E'))
            return null;
        return int.TryParse(suffix[1..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var power) && Math.Abs((long)power) < 100_000
            ? (1, power)
            : null;
    }

    private static ReadOnlySpan<char> TakeDigits(ReadOnlySpan<char> text)
    {
        var end = text.IndexOfAnyExceptInRange('0', '9');
        return end < 0 ? text : text[..end];
    }
}
