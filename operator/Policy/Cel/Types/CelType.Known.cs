using System.Collections.Frozen;

namespace SegmentOperator.Policy.Cel;

public sealed partial class CelType
{
    /// <summary>Known at run time and not before.</summary>
    public static CelType Dyn { get; } = new(CelKind.Dyn, "dyn");

    /// <summary>The type of <c>null</c>.</summary>
    public static CelType Null { get; } = new(CelKind.Null, "null_type");

    /// <summary>The type of true and false.</summary>
    public static CelType Bool { get; } = new(CelKind.Bool, "bool");

    /// <summary>Signed 64-bit integers.</summary>
    public static CelType Int { get; } = new(CelKind.Int, "int");

    /// <summary>Unsigned 64-bit integers.</summary>
    public static CelType Uint { get; } = new(CelKind.Uint, "uint");

    /// <summary>IEEE 754 binary64 numbers.</summary>
    public static CelType Double { get; } = new(CelKind.Double, "double");

    /// <summary>Unicode text.</summary>
    public static CelType String { get; } = new(CelKind.String, "string");

    /// <summary>Octets.</summary>
    public static CelType Bytes { get; } = new(CelKind.Bytes, "bytes");

    /// <summary>Instants.</summary>
    public static CelType Timestamp { get; } = new(CelKind.Timestamp, "google.protobuf.Timestamp");

    /// <summary>Lengths of time.</summary>
    public static CelType Duration { get; } = new(CelKind.Duration, "google.protobuf.Duration");

    /// <summary>Types themselves, whatever they are types of.</summary>
    public static CelType Type { get; } = new(CelKind.Type, "type");

    /// <summary>What an expression has that did not type-check.</summary>
    internal static CelType Error { get; } = new(CelKind.Error, "*error*");

    internal static CelType AnyList { get; } = List(Dyn);

    internal static CelType AnyMap { get; } = Map(Dyn, Dyn);

    internal static CelType AnyOptional { get; } = Optional(Dyn);

    /// <summary>A list of <paramref name="element"/>.</summary>
    public static CelType List(CelType element) => new(CelKind.List, "list", element);

    /// <summary>A map; keys are bool, int, uint or string.</summary>
    public static CelType Map(CelType key, CelType value) => new(CelKind.Map, "map", key, value);

    /// <summary>The type of the type <paramref name="instance"/>.</summary>
    public static CelType TypeOf(CelType instance) => new(CelKind.Type, "type", instance);

    /// <summary>A value that may be absent.</summary>
    public static CelType Optional(CelType content) => new(CelKind.Optional, "optional_type", content);

    /// <summary>A library's own type, such as <c>kubernetes.Quantity</c>.</summary>
    public static CelType Opaque(string name, params CelType[] parameters) => new(CelKind.Opaque, name, parameters);

    /// <summary>A parameter of a function signature.</summary>
    public static CelType Parameter(string name) => new(CelKind.Parameter, name);

    /// <summary>An object that has exactly these fields. Selecting another one is a compile error.</summary>
    public static CelType Object(string name, IEnumerable<CelField> fields) =>
        new(CelKind.Object, name) { Fields = fields.ToFrozenDictionary(f => f.Name, StringComparer.Ordinal) };

    /// <summary>An object that may have any fields.</summary>
    internal static CelType OpenObject(string name) => new(CelKind.Object, name) { IsOpen = true };
}
