namespace SegmentOperator.Policy.Cel;

/// <summary>A map that an expression built, in the order of its entries.</summary>
internal sealed class CelDictionary(OrderedDictionary<CelValue, CelValue> entries) : CelMap
{
    public override int Count => entries.Count;

    public override IEnumerable<CelValue> Keys => entries.Keys;

    public override bool TryGet(CelValue key, out CelValue value) => entries.TryGetValue(key, out value);

    public static bool IsKey(CelKind kind) => kind is CelKind.String or CelKind.Int or CelKind.Uint or CelKind.Bool;
}
