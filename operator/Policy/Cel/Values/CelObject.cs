namespace SegmentOperator.Policy.Cel;

/// <summary>An object of a type whose fields nobody declared; it remembers the name it was constructed with.</summary>
public sealed class CelObject : CelMap
{
    private readonly IReadOnlyDictionary<string, CelValue> _fields;

    internal CelObject(string typeName, IReadOnlyDictionary<string, CelValue> fields) => (TypeName, _fields) = (typeName, fields);

    /// <summary>The name of the type, <c>Object.spec</c>.</summary>
    public string TypeName { get; }

    /// <inheritdoc/>
    public override int Count => _fields.Count;

    /// <inheritdoc/>
    public override IEnumerable<CelValue> Keys => _fields.Keys.Select(CelValue.Of);

    /// <inheritdoc/>
    public override bool TryGet(CelValue key, out CelValue value)
    {
        value = default;
        return key.Kind == CelKind.String && _fields.TryGetValue(key.AsString(), out value);
    }

    /// <inheritdoc/>
    public override bool TryGet(string key, out CelValue value) => _fields.TryGetValue(key, out value);
}
