namespace SegmentOperator.Policy.Cel;

public readonly partial struct CelValue
{
    /// <summary>The value <c>null</c>.</summary>
    public static CelValue Null => default;

    /// <summary>The boolean true.</summary>
    public static CelValue True => new(CelKind.Bool, 1);

    /// <summary>The boolean false.</summary>
    public static CelValue False => new(CelKind.Bool, 0);

    /// <summary>Marks a slot whose variable nobody has asked for; never leaves an evaluation.</summary>
    internal static CelValue Unresolved => new(CelKind.Parameter, 0);

    /// <summary>The absent optional.</summary>
    public static CelValue None => new(CelKind.Optional, 0);

    /// <summary>A boolean.</summary>
    public static CelValue Of(bool value) => new(CelKind.Bool, value ? 1 : 0);

    /// <summary>A signed integer.</summary>
    public static CelValue Of(long value) => new(CelKind.Int, value);

    /// <summary>An unsigned integer.</summary>
    public static CelValue Of(ulong value) => new(CelKind.Uint, unchecked((long)value));

    /// <summary>A double.</summary>
    public static CelValue Of(double value) => new(CelKind.Double, BitConverter.DoubleToInt64Bits(value));

    /// <summary>Text.</summary>
    public static CelValue Of(string value) => new(CelKind.String, 0, value);

    /// <summary>Octets; the array is not copied and must not change afterwards.</summary>
    public static CelValue Of(byte[] value) => new(CelKind.Bytes, 0, value);

    /// <summary>A list.</summary>
    public static CelValue Of(CelList value) => new(CelKind.List, 0, value);

    /// <summary>A map or object.</summary>
    public static CelValue Of(CelMap value) => new(CelKind.Map, 0, value);

    /// <summary>An instant.</summary>
    public static CelValue Of(CelTimestamp value) => new(CelKind.Timestamp, value.Seconds, null, value.Nanos);

    /// <summary>An instant.</summary>
    public static CelValue Of(DateTimeOffset value) => Of(CelTimestamp.From(value));

    /// <summary>A type.</summary>
    public static CelValue Of(CelType value) => new(CelKind.Type, 0, value);

    /// <summary>A library value.</summary>
    public static CelValue Of(CelOpaque value) => new(CelKind.Opaque, 0, value);

    /// <summary>A length of time, in nanoseconds.</summary>
    public static CelValue OfDuration(long nanos) => new(CelKind.Duration, nanos);

    /// <summary>A length of time; error where 64 bits of nanoseconds do not hold it.</summary>
    public static CelValue Of(TimeSpan value) =>
        value.Ticks is >= long.MinValue / 100 and <= long.MaxValue / 100 ? OfDuration(value.Ticks * 100) : Error("range error: duration");

    /// <summary>A present optional.</summary>
    public static CelValue Some(CelValue content) => new(CelKind.Optional, 0, new CelBox(content));

    /// <summary>A failed evaluation.</summary>
    public static CelValue Error(string message) => new(CelKind.Error, 0, new CelError(message));
}
