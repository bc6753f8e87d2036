namespace SegmentOperator.Policy.Cel;

/// <summary>What a <see cref="CelValue"/> holds, and what a <see cref="CelType"/> stands for.</summary>
public enum CelKind : byte
{
    /// <summary>The value <c>null</c>.</summary>
    Null,

    /// <summary>A boolean.</summary>
    Bool,

    /// <summary>A signed 64-bit integer.</summary>
    Int,

    /// <summary>An unsigned 64-bit integer.</summary>
    Uint,

    /// <summary>An IEEE 754 binary64 number.</summary>
    Double,

    /// <summary>A sequence of Unicode code points.</summary>
    String,

    /// <summary>A sequence of octets.</summary>
    Bytes,

    /// <summary>An instant in the years 1 to 9999, to the nanosecond.</summary>
    Timestamp,

    /// <summary>A length of time, to the nanosecond, within 64 bits of nanoseconds.</summary>
    Duration,

    /// <summary>A <see cref="CelList"/>.</summary>
    List,

    /// <summary>A <see cref="CelMap"/>.</summary>
    Map,

    /// <summary>A type, as <c>type(x)</c> returns it.</summary>
    Type,

    /// <summary>A value that may be absent: <c>optional.of(x)</c>, <c>optional.none()</c>.</summary>
    Optional,

    /// <summary>A library's own value, a <see cref="CelOpaque"/>: quantity, ip, cidr, url, semver and the like.</summary>
    Opaque,

    /// <summary>A failed evaluation; <see cref="CelValue.ErrorMessage"/> says why.</summary>
    Error,

    /// <summary>Types only: known at run time and not before.</summary>
    Dyn,

    /// <summary>Types only: an object with declared fields. Its values are of kind <see cref="Map"/>.</summary>
    Object,

    /// <summary>Types only: a parameter of a function's signature, such as the A of <c>list(A)</c>.</summary>
    Parameter,
}
