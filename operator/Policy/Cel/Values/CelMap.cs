namespace SegmentOperator.Policy.Cel;

/// <summary>A map or object value. Implementations convert their values when asked.</summary>
public abstract class CelMap
{
    /// <summary>The number of entries.</summary>
    public abstract int Count { get; }

    /// <summary>The keys, in an order that is the same each time.</summary>
    public abstract IEnumerable<CelValue> Keys { get; }

    /// <summary>Finds by key. Numbers that are equal are the same key, whatever their type.</summary>
    public abstract bool TryGet(CelValue key, out CelValue value);

    /// <summary>Finds by the name of a field; what <c>map.name</c> and <c>has(map.name)</c> use.</summary>
    public virtual bool TryGet(string key, out CelValue value) => TryGet(CelValue.Of(key), out value);

    /// <summary>A map with text keys; the dictionary is not copied and must not change afterwards.</summary>
    public static CelMap Of(IReadOnlyDictionary<string, CelValue> entries) => new CelTextMap(entries);
}
