using System.Diagnostics.CodeAnalysis;

namespace SegmentOperator.Policy.Cel;

/// <summary>
/// A CEL value. Scalars live in the struct itself; text, bytes, lists, maps, types and library values are referenced.
/// The default value is <c>null</c>. A failed evaluation is a value too, of kind <see cref="CelKind.Error"/>.
/// </summary>
public readonly partial struct CelValue : IEquatable<CelValue>
{
    private readonly object? _reference;
    private readonly long _bits;
    private readonly int _nanos;

    private CelValue(CelKind kind, long bits, object? reference = null, int nanos = 0)
    {
        Kind = kind;
        _bits = bits;
        _reference = reference;
        _nanos = nanos;
    }

    /// <summary>What the value holds.</summary>
    public CelKind Kind { get; }

    /// <summary>Whether evaluation failed.</summary>
    public bool IsError => Kind == CelKind.Error;

    /// <summary>Whether the value is null.</summary>
    public bool IsNull => Kind == CelKind.Null;

    /// <summary>Whether the value is the boolean true: the only outcome that lets a rule pass.</summary>
    public bool IsTrue => Kind == CelKind.Bool && _bits != 0;

    /// <summary>Why evaluation failed; null for every other value.</summary>
    public string? ErrorMessage => (_reference as CelError)?.Message;

    internal CelError? ErrorDetail => _reference as CelError;

    internal long Bits => _bits;

    internal object? Reference => _reference;

    /// <summary>The boolean. Throws for another kind, as the other accessors do.</summary>
    public bool AsBool() => Expect(CelKind.Bool) && _bits != 0;

    /// <summary>The signed integer.</summary>
    public long AsInt() => Expect(CelKind.Int) ? _bits : 0;

    /// <summary>The unsigned integer.</summary>
    public ulong AsUint() => Expect(CelKind.Uint) ? unchecked((ulong)_bits) : 0;

    /// <summary>The double.</summary>
    public double AsDouble() => Expect(CelKind.Double) ? BitConverter.Int64BitsToDouble(_bits) : 0;

    /// <summary>The text.</summary>
    public string AsString() => Expect(CelKind.String) ? (string)_reference! : "";

    /// <summary>The octets.</summary>
    public ReadOnlyMemory<byte> AsBytes() => Expect(CelKind.Bytes) ? (byte[])_reference! : [];

    /// <summary>The list.</summary>
    public CelList AsList() => Expect(CelKind.List) ? (CelList)_reference! : CelArrayList.Empty;

    /// <summary>The map or object.</summary>
    public CelMap AsMap() => Expect(CelKind.Map) ? (CelMap)_reference! : throw Unexpected(CelKind.Map);

    /// <summary>The instant.</summary>
    public CelTimestamp AsTimestamp() => Expect(CelKind.Timestamp) ? new CelTimestamp(_bits, _nanos) : default;

    /// <summary>The length of time, in nanoseconds.</summary>
    public long AsDurationNanos() => Expect(CelKind.Duration) ? _bits : 0;

    /// <summary>The type.</summary>
    public CelType AsType() => Expect(CelKind.Type) ? (CelType)_reference! : CelType.Dyn;

    /// <summary>The library value.</summary>
    public CelOpaque AsOpaque() => Expect(CelKind.Opaque) ? (CelOpaque)_reference! : throw Unexpected(CelKind.Opaque);

    /// <summary>The content of an optional; false where it is absent.</summary>
    public bool TryGetOptional(out CelValue content)
    {
        Expect(CelKind.Optional);
        var box = (CelBox?)_reference; // Read first: content may be the very variable that holds this value.
        content = box?.Value ?? default;
        return box is not null;
    }

    private bool Expect(CelKind kind) => Kind == kind ? true : throw Unexpected(kind);

    [DoesNotReturn]
    private InvalidOperationException Unexpected(CelKind kind) =>
        throw new InvalidOperationException($"The CEL value is of kind {Kind}, not {kind}: {ErrorMessage ?? "ask for its kind first"}.");
}
