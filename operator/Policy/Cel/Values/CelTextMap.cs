namespace SegmentOperator.Policy.Cel;

/// <summary>A map over a dictionary with text keys.</summary>
internal sealed class CelTextMap(IReadOnlyDictionary<string, CelValue> entries) : CelMap
{
    public override int Count => entries.Count;

    public override IEnumerable<CelValue> Keys => entries.Keys.Select(CelValue.Of);

    public override bool TryGet(CelValue key, out CelValue value)
    {
        if (key.Kind == CelKind.String)
            return entries.TryGetValue(key.AsString(), out value);
        value = default;
        return false;
    }

    public override bool TryGet(string key, out CelValue value) => entries.TryGetValue(key, out value);
}
