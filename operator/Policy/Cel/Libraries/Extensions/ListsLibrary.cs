using static SegmentOperator.Policy.Cel.CelOverload;

namespace SegmentOperator.Policy.Cel.Libraries;

/// <summary>The lists extension; <c>sortBy</c> is a macro.</summary>
internal sealed class ListsLibrary : CelLibrary
{
    private static readonly CelType A = CelType.Parameter("T");
    private static readonly CelType ListA = CelType.List(A);
    private static readonly CelType[] Comparable =
    [
        CelType.Int, CelType.Uint, CelType.Double, CelType.Bool, CelType.Duration, CelType.Timestamp, CelType.String, CelType.Bytes,
    ];

    public override IEnumerable<CelFunction> Functions =>
    [
        new("slice", Member("list_slice", [ListA, CelType.Int, CelType.Int], ListA, a => Slice(a[0].AsList(), a[1].AsInt(), a[2].AsInt()))
            .WithCost(Walk)),
        new(
            "flatten",
            Member("list_flatten", CelType.List(ListA), ListA, l => Flatten(l.AsList(), 1)).WithCost(FlattenCost),
            Member("list_flatten_int", CelType.List(CelType.Dyn), CelType.Int, CelType.List(CelType.Dyn), (l, n) => Flatten(l.AsList(), n.AsInt()))
                .WithCost(FlattenCost)),
        new("lists.range", Global("lists_range", CelType.Int, CelType.List(CelType.Int), n => Range(n.AsInt()))
            .WithCost(a => Math.Max(0, a[0].AsInt()) + Cost.List)),
        new("reverse", Member("list_reverse", ListA, ListA, l => Reverse(l.AsList())).WithCost(Walk)),
        new("distinct", Member("list_distinct", ListA, ListA, l => Distinct(l.AsList())).WithCost(Square)),
        new("sort", [.. Comparable.Select(t => Member($"list_{t.Name}_sort", CelType.List(t), CelType.List(t), Sort).WithCost(Square))]),
        new("first", Member("list_first", ListA, CelType.Optional(A), l => l.AsList().Count == 0 ? CelValue.None : CelValue.Some(l.AsList()[0]))),
        new("last", Member("list_last", ListA, CelType.Optional(A), l => l.AsList().Count == 0 ? CelValue.None : CelValue.Some(l.AsList()[l.AsList().Count - 1]))),
    ];

    private static long Walk(CelValue[] a) => Cost.Size(a[0]) + Cost.List;

    private static long Square(CelValue[] a) => (2 * Cost.Size(a[0]) * Cost.Size(a[0])) + Cost.List;

    /// <summary>Counts what will be copied; a list that shares its parts can be far larger flat than it looks.</summary>
    private static long FlattenCost(CelValue[] a) => Cost.List + FlatSize(a[0].AsList(), a.Length > 1 ? a[1].AsInt() : 1);

    private static long FlatSize(CelList list, long depth)
    {
        long size = list.Count;
        for (var i = 0; depth > 0 && i < list.Count && size < CelCostBudget.PerObjectLimit; i++)
        {
            if (list[i].Kind == CelKind.List)
                size += FlatSize(list[i].AsList(), depth - 1);
        }

        return size;
    }

    private static CelValue Slice(CelList list, long start, long end)
    {
        if (start < 0 || end < 0)
            return CelValue.Error($"cannot slice({start}, {end}), negative indexes not supported");
        if (start > end)
            return CelValue.Error($"cannot slice({start}, {end}), start index must be less than or equal to end index");
        if (end > list.Count)
            return CelValue.Error($"cannot slice({start}, {end}), list is length {list.Count}");
        var items = new CelValue[end - start];
        for (var i = 0; i < items.Length; i++)
            items[i] = list[(int)start + i];
        return CelValue.Of(CelList.Of(items));
    }

    private static CelValue Flatten(CelList list, long depth)
    {
        if (depth < 0)
            return CelValue.Error("level must be non-negative");
        List<CelValue> items = [];
        Append(items, list, depth);
        return CelValue.Of(CelList.Of([.. items]));
    }

    private static void Append(List<CelValue> items, CelList list, long depth)
    {
        for (var i = 0; i < list.Count; i++)
        {
            if (depth > 0 && list[i].Kind == CelKind.List)
                Append(items, list[i].AsList(), depth - 1);
            else
                items.Add(list[i]);
        }
    }

    private static CelValue Range(long count)
    {
        if (count > Array.MaxLength)
            return CelValue.Error($"lists.range({count}) is too large");
        var items = new CelValue[Math.Max(0, count)];
        for (var i = 0; i < items.Length; i++)
            items[i] = CelValue.Of((long)i);
        return CelValue.Of(CelList.Of(items));
    }

    private static CelValue Reverse(CelList list)
    {
        var items = new CelValue[list.Count];
        for (var i = 0; i < items.Length; i++)
            items[i] = list[items.Length - 1 - i];
        return CelValue.Of(CelList.Of(items));
    }

    private static CelValue Distinct(CelList list)
    {
        var seen = new HashSet<CelValue>();
        List<CelValue> items = [];
        for (var i = 0; i < list.Count; i++)
        {
            if (seen.Add(list[i]))
                items.Add(list[i]);
        }

        return CelValue.Of(CelList.Of([.. items]));
    }

    private static CelValue Sort(CelValue list)
    {
        var keys = new CelValue[list.AsList().Count];
        for (var i = 0; i < keys.Length; i++)
            keys[i] = list.AsList()[i];
        return Sorting.Sort(list.AsList(), keys);
    }
}
