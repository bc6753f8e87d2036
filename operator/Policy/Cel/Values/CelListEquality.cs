namespace SegmentOperator.Policy.Cel;

/// <summary>Lists compare in order, unless Kubernetes data says that they are sets or maps.</summary>
internal static class CelListEquality
{
    public static bool AreEqual(CelList a, CelList b)
    {
        if (a.Count != b.Count)
            return false;
        return a.Semantics switch
        {
            CelListSemantics.Set => All(a, x => Contains(b, x)),
            CelListSemantics.Map => All(a, x => FindSameEntry(b, x, a.Keys) is var at and >= 0 && CelEquality.AreEqual(x, b[at])),
            _ => AreEqualInOrder(a, b),
        };
    }

    public static bool Contains(CelList list, in CelValue value)
    {
        for (var i = 0; i < list.Count; i++)
        {
            if (CelEquality.AreEqual(list[i], value))
                return true;
        }

        return false;
    }

    /// <summary>Where a map list has the entry with the same key properties; -1 where it has none.</summary>
    public static int FindSameEntry(CelList list, in CelValue entry, IReadOnlyList<string> keys)
    {
        for (var i = 0; i < list.Count; i++)
        {
            if (HaveSameKeys(list[i], entry, keys))
                return i;
        }

        return -1;
    }

    private static bool HaveSameKeys(in CelValue a, in CelValue b, IReadOnlyList<string> keys)
    {
        if (a.Kind != CelKind.Map || b.Kind != CelKind.Map)
            return false;
        foreach (var key in keys)
        {
            var hasA = a.AsMap().TryGet(key, out var x);
            var hasB = b.AsMap().TryGet(key, out var y);
            if (hasA != hasB || (hasA && !CelEquality.AreEqual(x, y)))
                return false;
        }

        return true;
    }

    private static bool AreEqualInOrder(CelList a, CelList b)
    {
        for (var i = 0; i < a.Count; i++)
        {
            if (!CelEquality.AreEqual(a[i], b[i]))
                return false;
        }

        return true;
    }

    private static bool All(CelList list, Func<CelValue, bool> holds)
    {
        for (var i = 0; i < list.Count; i++)
        {
            if (!holds(list[i]))
                return false;
        }

        return true;
    }
}
