using System.Buffers;
using System.Globalization;
using System.Numerics;

namespace SegmentOperator.Policy.Cel.Libraries;

/// <summary>A Kubernetes resource quantity, exact to a billionth: 1.5Gi, 250m, 2e3.</summary>
internal sealed class Quantity(BigInteger nanos, QuantityAmount? amount) : CelOpaque, IEquatable<Quantity>
{
    public const string Syntax = @"^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$";
    private const int NanoDigits = 9;

    // A larger power is no quantity of anything; a kube-apiserver reckons with it until its caller gives up.
    private const int MostPower = 4096;
    private static readonly SearchValues<char> SuffixLetters = SearchValues.Create("eEinumkKMGTP");
    private static readonly BigInteger One = BigInteger.Pow(10, NanoDigits);
    private static readonly string[] Decimal = ["n", "u", "m", "", "k", "M", "G", "T", "P", "E"];
    private static readonly string[] Binary = ["Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];

    public static CelType CelType { get; } = CelType.Opaque("kubernetes.Quantity");

    public override CelType Type => CelType;

    public BigInteger Nanos => nanos;

    /// <summary>The form in which it is kept; null where it does not fit into one.</summary>
    public QuantityAmount? Amount => amount;

    /// <summary>The whole number, where the form has one.</summary>
    public long? Integer => amount?.Integer;

    public double Approximate => amount is { } form ? form.Value * Power(form.Scale) : (double)nanos * Power(-NanoDigits);

    public static Quantity Of(long whole) => new(whole * One, new QuantityAmount(whole, 0));

    /// <summary>Null with the problem where the text is no quantity. Digits may be left out: a sign alone is nought.</summary>
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

        whole = whole.TrimStart('0');
        if (whole.IsEmpty)
            whole = "0";
        if (text.Length == 0 || !IsSuffix(rest))
            return null;
        if (Scale(rest) is not { } scale)
        {
            problem = "unable to parse quantity's suffix";
            return null;
        }

        var (two, ten) = scale;
        var digits = BigInteger.Parse($"{whole}{fraction}", CultureInfo.InvariantCulture) << two;
        var value = Scaled(digits, ten + NanoDigits - fraction.Length);
        var amount = two == 0 ? QuantityAmount.OfDecimal(whole, fraction, ten, negative)
            : fraction.IsEmpty ? QuantityAmount.OfBinary(whole, two, negative) : null;
        return new Quantity(negative ? -value : value, amount);
    }

    public Quantity Plus(Quantity other) => new(nanos + other.Nanos, amount is { } left && other.Amount is { } right ? left.Plus(right) : null);

    public Quantity Minus(Quantity other) => new(nanos - other.Nanos, amount is { } left && other.Amount is { } right ? left.Minus(right) : null);

    public bool Equals(Quantity? other) => other is not null && nanos == other.Nanos;

    public override bool Equals(object? obj) => Equals(obj as Quantity);

    public override int GetHashCode() => nanos.GetHashCode();

    public override string ToString()
    {
        var whole = BigInteger.DivRem(BigInteger.Abs(nanos), One, out var rest);
        var fraction = rest.ToString(CultureInfo.InvariantCulture).PadLeft(NanoDigits, '0').TrimEnd('0');
        return $"{(nanos.Sign < 0 ? "-" : "")}{whole}{(fraction.Length > 0 ? "." : "")}{fraction}";
    }

    /// <summary>What is finer than a billionth rounds away from zero.</summary>
    private static BigInteger Scaled(BigInteger value, int power)
    {
        if (value.IsZero || power >= 0)
            return value * BigInteger.Pow(10, value.IsZero ? 0 : power);
        var quotient = BigInteger.DivRem(value, BigInteger.Pow(10, -power), out var rest);
        return rest.IsZero ? quotient : quotient + 1;
    }

    private static double Power(int ten) => double.Parse(string.Create(CultureInfo.InvariantCulture, $"1e{ten}"), NumberStyles.Float, CultureInfo.InvariantCulture);

    private static bool IsSuffix(ReadOnlySpan<char> text)
    {
        var letters = text.IndexOfAnyExcept(SuffixLetters);
        var rest = letters < 0 ? [] : text[letters..];
        if (rest.StartsWith("-") || rest.StartsWith("+"))
            rest = rest[1..];
        return rest.IndexOfAnyExceptInRange('0', '9') < 0;
    }

    /// <summary>The powers of two and of ten that a suffix stands for.</summary>
    private static (int Two, int Ten)? Scale(ReadOnlySpan<char> suffix)
    {
        for (var i = 0; i < Decimal.Length; i++)
        {
            if (suffix.SequenceEqual(Decimal[i]))
                return (0, (3 * i) - NanoDigits);
        }

        for (var i = 0; i < Binary.Length; i++)
        {
            if (suffix.SequenceEqual(Binary[i]))
                return (10 * (i + 1), 0);
        }

        if (suffix.Length < 2 || suffix[0] is not ('e' or 'E'))
            return null;
        return int.TryParse(suffix[1..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var power) && Math.Abs((long)power) <= MostPower
            ? (0, power)
            : null;
    }

    private static ReadOnlySpan<char> TakeDigits(ReadOnlySpan<char> text)
    {
        var end = text.IndexOfAnyExceptInRange('0', '9');
        return end < 0 ? text : text[..end];
    }
}
