namespace SegmentOperator.Policy.Cel;

/// <summary>Adds lists: one after the other, or merged where Kubernetes data says that they are sets or maps.</summary>
internal static class CelConcatList
{
    public static CelList Add(CelList a, CelList b)
    {
        if (b.Count == 0)
            return a;
        if (a.Count == 0 && a.Semantics == CelListSemantics.Atomic)
            return b;
        var items = new List<CelValue>(a.Count + b.Count);
        for (var i = 0; i < a.Count; i++)
            items.Add(a[i]);
        for (var i = 0; i < b.Count; i++)
            Append(items, a, b[i]);
        var sum = new CelArrayList([.. items]);
        return a.Semantics == CelListSemantics.Atomic ? sum : new CelSemanticList(sum, a.Semantics, a.Keys);
    }

    private static void Append(List<CelValue> items, CelList left, in CelValue item)
    {
        var at = left.Semantics switch
        {
            CelListSemantics.Set => CelListEquality.Contains(left, item) ? -2 : -1,
            CelListSemantics.Map => CelListEquality.FindSameEntry(left, item, left.Keys),
            _ => -1,
        };
        if (at >= 0)
            items[at] = item;
        else if (at == -1)
            items.Add(item);
    }

    private sealed class CelSemanticList(CelList inner, CelListSemantics semantics, IReadOnlyList<string> keys) : CelList
    {
        public override int Count => inner.Count;

        public override CelValue this[int index] => inner[index];

        public override CelListSemantics Semantics => semantics;

        public override IReadOnlyList<string> Keys => keys;
    }
}
