using SegmentOperator.Policy.Cel.Evaluation;

namespace SegmentOperator.Policy.Cel.Libraries;

/// <summary>Stable sorting by keys that all have one type.</summary>
internal static class Sorting
{
    public static CelValue Sort(CelList list, CelValue[] keys)
    {
        for (var i = 0; i < keys.Length; i++)
        {
            if (keys[i].Kind != keys[0].Kind)
                return CelValue.Error("list elements must have the same type");
            if (Ordering.Compare(keys[i], keys[i], out var isNaN) is null)
                return CelValue.Error(isNaN ? "NaN values cannot be ordered" : "list elements must be comparable");
        }

        var order = Enumerable.Range(0, keys.Length).Order(
            Comparer<int>.Create((a, b) => Ordering.Compare(keys[a], keys[b], out _) is { } sign and not 0 ? sign : a.CompareTo(b)));
        return CelValue.Of(CelList.Of([.. order.Select(i => list[i])]));
    }
}
