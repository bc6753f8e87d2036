using System.Globalization;
using System.Text;
using static SegmentOperator.Policy.Cel.CelOverload;

namespace SegmentOperator.Policy.Cel.Libraries;

/// <summary>Conversions between types, <c>type</c>, <c>dyn</c>, and the names of the types.</summary>
internal sealed class ConversionsLibrary : CelLibrary
{
    private const string IntOverflow = "integer overflow";
    private const string UintOverflow = "unsigned integer overflow";
    private static readonly CelType A = CelType.Parameter("A");

    public override IEnumerable<CelType> Types =>
    [
        CelType.Bool, CelType.Int, CelType.Uint, CelType.Double, CelType.String, CelType.Bytes, CelType.Null,
        CelType.Timestamp, CelType.Duration, CelType.Type, CelType.AnyList, CelType.AnyMap,
    ];

    public override IEnumerable<CelFunction> Functions =>
    [
        new("dyn", Global("to_dyn", A, CelType.Dyn, Itself)),
        new("type", Global("type", A, CelType.TypeOf(A), v => CelValue.Of(CelTypes.Of(v)))),
        new("bool", Global("bool_to_bool", CelType.Bool, CelType.Bool, Itself), Global("string_to_bool", CelType.String, CelType.Bool, ToBool)),
        new("int", From(CelType.Int, ToInt, CelType.Int, CelType.Uint, CelType.Double, CelType.String, CelType.Timestamp, CelType.Duration)),
        new("uint", From(CelType.Uint, ToUint, CelType.Uint, CelType.Int, CelType.Double, CelType.String)),
        new("double", From(CelType.Double, ToDouble, CelType.Double, CelType.Int, CelType.Uint, CelType.String)),
        new("string", From(
            CelType.String,
            ToText,
            CelType.String, CelType.Bool, CelType.Int, CelType.Uint, CelType.Double, CelType.Bytes, CelType.Timestamp, CelType.Duration)),
        new("bytes", From(CelType.Bytes, ToBytes, CelType.Bytes, CelType.String)),
        new("timestamp", From(CelType.Timestamp, ToTimestamp, CelType.Timestamp, CelType.Int, CelType.String)),
        new("duration", From(CelType.Duration, ToDuration, CelType.Duration, CelType.Int, CelType.String)),
    ];

    private static CelOverload[] From(CelType to, Func<CelValue, CelValue> convert, params CelType[] from) =>
        [.. from.Select(f => Global($"{f.Name}_to_{to.Name}", f, to, convert))];

    private static CelValue Itself(CelValue value) => value;

    private static CelValue Failed(in CelValue value, CelType to) =>
        CelValue.Error($"type conversion error from '{CelTypes.Of(value).Name}' to '{to.Name}'");

    private static CelValue ToBool(CelValue value) => value.AsString() switch
    {
        "1" or "t" or "true" or "TRUE" or "True" or "T" => CelValue.True,
        "0" or "f" or "false" or "FALSE" or "False" or "F" => CelValue.False,
        _ => Failed(value, CelType.Bool),
    };

    private static CelValue ToInt(CelValue value)
    {
        switch (value.Kind)
        {
            case CelKind.Uint:
                return value.AsUint() <= long.MaxValue ? CelValue.Of((long)value.AsUint()) : CelValue.Error(IntOverflow);
            case CelKind.Double:
                var number = value.AsDouble();
                return number is > -9223372036854775808.0 and < 9223372036854775808.0
                    ? CelValue.Of((long)number)
                    : CelValue.Error(IntOverflow);
            case CelKind.String:
                return long.TryParse(value.AsString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var parsed)
                    ? CelValue.Of(parsed)
                    : Failed(value, CelType.Int);
            case CelKind.Timestamp:
                return CelValue.Of(value.AsTimestamp().Seconds);
            case CelKind.Duration:
                return CelValue.Of(value.AsDurationNanos());
            default:
                return value;
        }
    }

    private static CelValue ToUint(CelValue value)
    {
        switch (value.Kind)
        {
            case CelKind.Int:
                return value.AsInt() >= 0 ? CelValue.Of((ulong)value.AsInt()) : CelValue.Error(UintOverflow);
            case CelKind.Double:
                return value.AsDouble() is >= 0 and < 18446744073709551616.0
                    ? CelValue.Of((ulong)value.AsDouble())
                    : CelValue.Error(UintOverflow);
            case CelKind.String:
                return ulong.TryParse(value.AsString(), NumberStyles.None, CultureInfo.InvariantCulture, out var parsed)
                    ? CelValue.Of(parsed)
                    : Failed(value, CelType.Uint);
            default:
                return value;
        }
    }

    private static CelValue ToDouble(CelValue value)
    {
        switch (value.Kind)
        {
            case CelKind.Int:
                return CelValue.Of((double)value.AsInt());
            case CelKind.Uint:
                return CelValue.Of((double)value.AsUint());
            case CelKind.String:
                return TryDouble(value.AsString(), out var parsed) ? CelValue.Of(parsed) : Failed(value, CelType.Double);
            default:
                return value;
        }
    }

    private static bool TryDouble(string text, out double value)
    {
        var (unsigned, sign) = text is ['-' or '+', .. var rest] ? (rest, text[0] == '-' ? -1.0 : 1.0) : (text, 1.0);
        if (unsigned.Equals("inf", StringComparison.OrdinalIgnoreCase) || unsigned.Equals("infinity", StringComparison.OrdinalIgnoreCase))
        {
            value = sign * double.PositiveInfinity;
            return true;
        }

        if (text.Equals("nan", StringComparison.OrdinalIgnoreCase))
        {
            value = double.NaN;
            return true;
        }

        const NumberStyles style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        return double.TryParse(text, style, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);
    }

    private static CelValue ToText(CelValue value)
    {
        if (value.Kind != CelKind.Bytes)
            return value.Kind == CelKind.String ? value : CelValue.Of(CelText.Plain(value));
        try
        {
            return CelValue.Of(new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(value.AsBytes().Span));
        }
        catch (DecoderFallbackException)
        {
            return CelValue.Error("invalid UTF-8 in bytes, cannot convert to string");
        }
    }

    private static CelValue ToBytes(CelValue value) =>
        value.Kind == CelKind.Bytes ? value : CelValue.Of(Encoding.UTF8.GetBytes(value.AsString()));

    private static CelValue ToTimestamp(CelValue value) => value.Kind switch
    {
        CelKind.Int => Evaluation.Times.Timestamp(value.AsInt(), 0),
        CelKind.String => CelTimeText.TryParse(value.AsString()) is { } at ? CelValue.Of(at) : Failed(value, CelType.Timestamp),
        _ => value,
    };

    private static CelValue ToDuration(CelValue value) => value.Kind switch
    {
        CelKind.Int => CelValue.OfDuration(value.AsInt()),
        CelKind.String => CelDurationText.TryParse(value.AsString()) is { } nanos ? CelValue.OfDuration(nanos) : Failed(value, CelType.Duration),
        _ => value,
    };
}
