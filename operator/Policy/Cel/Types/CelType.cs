using System.Collections.Frozen;

namespace SegmentOperator.Policy.Cel;

/// <summary>
/// A CEL type. Two types are equal when they are written the same and, for objects, declare the same fields; bounds and list
/// semantics, which come from a schema, do not take part.
/// </summary>
public sealed partial class CelType : IEquatable<CelType>
{
    private static readonly FrozenDictionary<string, CelField> NoFields = FrozenDictionary<string, CelField>.Empty;

    private FrozenDictionary<string, CelField>? _byProperty;

    private CelType(CelKind kind, string name, params CelType[] parameters)
    {
        Kind = kind;
        Name = name;
        Parameters = parameters;
        HasParameters = kind == CelKind.Parameter || parameters.Any(p => p.HasParameters);
    }

    /// <summary>What the type stands for.</summary>
    public CelKind Kind { get; }

    /// <summary>The name that <c>type(x)</c> shows: <c>int</c>, <c>google.protobuf.Timestamp</c>, <c>kubernetes.Quantity</c>.</summary>
    public string Name { get; }

    /// <summary>A list's element, a map's key and value, an optional's content, a type's instance.</summary>
    public IReadOnlyList<CelType> Parameters { get; }

    /// <summary>An object's fields by the name that expressions use; empty for every other kind.</summary>
    public IReadOnlyDictionary<string, CelField> Fields { get; private init; } = NoFields;

    /// <summary>The most elements, entries, characters or octets that a valid value has; null where nothing bounds it.</summary>
    public long? MaxSize { get; private init; }

    /// <summary>How lists of this type from Kubernetes data compare and add.</summary>
    public CelListSemantics ListSemantics { get; private init; }

    /// <summary>The key properties of a list with <see cref="CelListSemantics.Map"/>.</summary>
    public IReadOnlyList<string> ListKeys { get; private init; } = [];

    /// <summary>Whether an object may have fields that are not declared.</summary>
    internal bool IsOpen { get; private init; }

    /// <summary>Whether a signature's parameter occurs in the type, at any depth.</summary>
    internal bool HasParameters { get; }

    /// <summary>The least octets that a value takes in JSON; what fits into one request follows from it.</summary>
    internal long MinSerializedSize { get; private init; } = 1;

    /// <summary>The same type with a bound on its values' size, for cost estimates.</summary>
    public CelType WithMaxSize(long? maxSize) => Copy(Parameters, maxSize, MinSerializedSize, ListSemantics, ListKeys);

    /// <summary>The same list type with the semantics of a Kubernetes set or map list.</summary>
    public CelType WithListSemantics(CelListSemantics semantics, IReadOnlyList<string>? keys = null) =>
        Copy(Parameters, MaxSize, MinSerializedSize, semantics, keys ?? []);

    internal CelType WithSizes(long? maxSize, long minSerializedSize) =>
        Copy(Parameters, maxSize, minSerializedSize, ListSemantics, ListKeys);

    internal CelType WithParameters(IReadOnlyList<CelType> parameters) => Copy(parameters, MaxSize, MinSerializedSize, ListSemantics, ListKeys);

    /// <summary>An object's field by its name in the data.</summary>
    internal CelField? FieldOf(string property)
    {
        _byProperty ??= Fields.Values.DistinctBy(f => f.PropertyName).ToFrozenDictionary(f => f.PropertyName, StringComparer.Ordinal);
        return _byProperty.GetValueOrDefault(property);
    }

    /// <inheritdoc/>
    public bool Equals(CelType? other)
    {
        if (ReferenceEquals(this, other))
            return true;
        if (other is null || Kind != other.Kind || Name != other.Name || Parameters.Count != other.Parameters.Count)
            return false;
        for (var i = 0; i < Parameters.Count; i++)
        {
            if (!Parameters[i].Equals(other.Parameters[i]))
                return false;
        }

        return ReferenceEquals(Fields, other.Fields) || SameFields(other);
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as CelType);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Kind, Name, Parameters.Count);

    /// <summary>The type as compile errors write it: <c>map(string, list(int))</c>.</summary>
    public override string ToString() => CelTypeText.Write(this);

    private bool SameFields(CelType other)
    {
        if (Fields.Count != other.Fields.Count)
            return false;
        foreach (var (name, field) in Fields)
        {
            if (!other.Fields.TryGetValue(name, out var theirs) || !field.Type.Equals(theirs.Type))
                return false;
        }

        return true;
    }

    private CelType Copy(
        IReadOnlyList<CelType> parameters, long? maxSize, long minSerializedSize, CelListSemantics semantics, IReadOnlyList<string> keys) =>
        new(Kind, Name, [.. parameters])
        {
            Fields = Fields,
            IsOpen = IsOpen,
            MaxSize = maxSize,
            MinSerializedSize = minSerializedSize,
            ListSemantics = semantics,
            ListKeys = keys,
        };
}
