using System.Globalization;
using System.Text;

namespace SegmentOperator.Policy.Cel.Libraries;

/// <summary>
/// <c>string.format</c>: clauses %s %d %f %e %b %x %X %o, with a precision for %f and %e. A kube-apiserver has an older edition: it takes
/// fewer types, and writes nested values as JSON does.
/// </summary>
internal static class Format
{
    private const int MaxPrecision = 100;

    // There is no bound there; here is one that nobody reaches who means it.
    private const int MaxKubernetesPrecision = 1000;

    public static CelValue Apply(CelValue pattern, CelValue arguments) => Apply(pattern, arguments, asKubernetes: false);

    public static CelValue ApplyAsKubernetes(CelValue pattern, CelValue arguments) => Apply(pattern, arguments, asKubernetes: true);

    private static CelValue Apply(CelValue pattern, CelValue arguments, bool asKubernetes)
    {
        var text = pattern.AsString();
        var list = arguments.AsList();
        var result = new StringBuilder(text.Length);
        var next = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '%')
            {
                result.Append(text[i]);
                continue;
            }

            if (++i < text.Length && text[i] == '%')
            {
                result.Append('%');
                continue;
            }

            if (next >= list.Count)
                return CelValue.Error($"index {next} out of range");
            if (Clause(text, ref i, asKubernetes, out var precision) is { } malformed)
                return CelValue.Error(malformed);
            var (written, problem) = Write(text[i], precision, list[next++], asKubernetes);
            if (problem is not null)
                return CelValue.Error(problem);
            result.Append(written);
        }

        return CelValue.Of(result.ToString());
    }

    /// <summary>Moves on to the clause's letter; returns what is wrong, or null.</summary>
    private static string? Clause(string text, ref int at, bool asKubernetes, out int precision)
    {
        precision = 6;
        if (at >= text.Length)
            return "unexpected end of string";
        if (text[at] != '.')
            return null;
        var start = ++at;
        while (at < text.Length && char.IsAsciiDigit(text[at]))
            at++;
        if (at >= text.Length)
            return "could not parse formatting clause: error while parsing precision: could not find end of precision specifier";
        if (!int.TryParse(text.AsSpan(start, at - start), NumberStyles.None, CultureInfo.InvariantCulture, out precision))
            return "could not parse formatting clause: error while parsing precision: error while converting precision to integer";
        return precision <= (asKubernetes ? MaxKubernetesPrecision : MaxPrecision)
            ? null
            : $"could not parse formatting clause: error while parsing precision: precision {precision} exceeds maximum allowed precision {MaxPrecision}";
    }

    private static (string? Text, string? Problem) Write(char clause, int precision, in CelValue value, bool asKubernetes)
    {
        if ("sdfebxXo".IndexOf(clause, StringComparison.Ordinal) < 0)
            return (null, $"could not parse formatting clause: unrecognized formatting clause \"{clause}\"");
        var text = clause switch
        {
            's' => asKubernetes ? KubernetesFormatText.Write(value) : FormatText.Write(value),
            'd' when asKubernetes && value.Kind == CelKind.Double => null,
            'f' or 'e' when asKubernetes => KubernetesNumber(value) is not { } number ? null : clause == 'f' ? CelDecimalText.Fixed(number, precision) : CelDecimalText.Scientific(number, precision),
            'd' => Decimal(value),
            'f' => Number(value) is { } fixedPoint ? CelDecimalText.Fixed(fixedPoint, precision) : null,
            'e' => Number(value) is { } scientific ? CelDecimalText.Scientific(scientific, precision) : null,
            'b' => Binary(value),
            'o' => Octal(value),
            'x' => Hex(value),
            _ => Hex(value)?.ToUpperInvariant(),
        };
        return text is not null ? (text, null) : (null, $"error during formatting: {(asKubernetes ? KubernetesAllowed(clause) : Allowed(clause))}, was given {CelTypes.Of(value).Name}");
    }

    private static string Allowed(char clause) => clause switch
    {
        's' => "string clause can only be used on strings, bools, bytes, ints, doubles, maps, lists, types, durations, and timestamps",
        'd' => "decimal clause can only be used on ints, uints, and doubles",
        'f' => "fixed-point clause can only be used on ints, uints, and doubles",
        'e' => "scientific clause can only be used on ints, uints, and doubles",
        'b' => "only ints, uints, and bools can be formatted as binary",
        'o' => "octal clause can only be used on ints and uints",
        _ => "only ints, uints, bytes, and strings can be formatted as hex",
    };

    private static string KubernetesAllowed(char clause) => clause switch
    {
        's' => "string clause can only be used on strings, bools, bytes, ints, doubles, maps, lists, types, durations, and timestamps",
        'd' => "decimal clause can only be used on integers",
        'f' => "fixed-point clause can only be used on doubles",
        'e' => "scientific clause can only be used on doubles",
        'b' => "only integers and bools can be formatted as binary",
        'o' => "octal clause can only be used on integers",
        _ => "only integers, byte buffers, and strings can be formatted as hex",
    };

    /// <summary>Doubles, and the three that JSON has no number for, by their names.</summary>
    private static double? KubernetesNumber(in CelValue value) => value.Kind switch
    {
        CelKind.Double => value.AsDouble(),
        CelKind.String => value.AsString() switch { "NaN" => double.NaN, "Infinity" => double.PositiveInfinity, "-Infinity" => double.NegativeInfinity, _ => null },
        _ => null,
    };

    private static string? Decimal(in CelValue value) => value.Kind switch
    {
        CelKind.Int or CelKind.Uint => CelText.Plain(value),
        CelKind.Double => CelDoubleText.Plain(value.AsDouble()),
        _ => null,
    };

    private static double? Number(in CelValue value) => value.Kind switch
    {
        CelKind.Int => value.AsInt(),
        CelKind.Uint => value.AsUint(),
        CelKind.Double => value.AsDouble(),
        _ => null,
    };

    private static string? Binary(in CelValue value) => value.Kind switch
    {
        CelKind.Bool => value.AsBool() ? "1" : "0",
        CelKind.Int or CelKind.Uint => Signed(value, "b"),
        _ => null,
    };

    private static string? Hex(in CelValue value) => value.Kind switch
    {
        CelKind.Int or CelKind.Uint => Signed(value, "x"),
        CelKind.String => Convert.ToHexStringLower(Encoding.UTF8.GetBytes(value.AsString())),
        CelKind.Bytes => Convert.ToHexStringLower(value.AsBytes().Span),
        _ => null,
    };

    private static string? Octal(in CelValue value)
    {
        if (value.Kind is not (CelKind.Int or CelKind.Uint))
            return null;
        var (magnitude, sign) = Magnitude(value);
        var digits = "";
        do
        {
            digits = (char)('0' + (magnitude & 7)) + digits;
            magnitude >>= 3;
        }
        while (magnitude > 0);
        return sign + digits;
    }

    private static string Signed(in CelValue value, string format)
    {
        var (magnitude, sign) = Magnitude(value);
        return sign + magnitude.ToString(format, CultureInfo.InvariantCulture);
    }

    private static (ulong Magnitude, string Sign) Magnitude(in CelValue value) => value.Kind == CelKind.Int && value.AsInt() < 0
        ? (unchecked((ulong)-value.AsInt()), "-")
        : (unchecked((ulong)value.Bits), "");
}
