using SegmentOperator.Policy.Cel.Evaluation;
using static SegmentOperator.Policy.Cel.CelOverload;

namespace SegmentOperator.Policy.Cel.Libraries;

/// <summary>Kubernetes' own functions on lists: isSorted, sum, min, max, indexOf, lastIndexOf.</summary>
internal sealed class KubernetesListsLibrary : CelLibrary
{
    private static readonly CelType A = CelType.Parameter("A");
    private static readonly CelType[] Comparable =
    [
        CelType.Int, CelType.Uint, CelType.Double, CelType.Bool, CelType.Duration, CelType.Timestamp, CelType.String, CelType.Bytes,
    ];

    private static readonly (CelType Type, CelValue Zero)[] Summable =
    [
        (CelType.Int, CelValue.Of(0L)), (CelType.Uint, CelValue.Of(0UL)), (CelType.Double, CelValue.Of(0.0)), (CelType.Duration, CelValue.OfDuration(0)),
    ];

    public override IEnumerable<CelFunction> Functions =>
    [
        new("isSorted", [.. Comparable.Select(t =>
            Member($"list_{t}_is_sorted_bool", CelType.List(t), CelType.Bool, l => IsSorted(l.AsList())).WithCost(Walk))]),
        new("sum", [.. Summable.Select(s =>
            Member($"list_{s.Type}_sum_{s.Type}", CelType.List(s.Type), s.Type, l => Sum(l.AsList(), s.Zero)).WithCost(Walk))]),
        Extreme("min", -1),
        Extreme("max", 1),
        new("indexOf", Member("list_a_index_of_int", CelType.List(A), A, CelType.Int, IndexOf).WithCost(Search)),
        new("lastIndexOf", Member("list_a_last_index_of_int", CelType.List(A), A, CelType.Int, LastIndexOf).WithCost(Search)),
    ];

    private static long Walk(CelValue[] a) => Cost.Size(a[0]);

    private static long Search(CelValue[] a) => Cost.Size(a[0]) * Math.Max(1, Cost.Traversal(Cost.Size(a[1])));

    private static CelFunction Extreme(string name, int sign) => new(name, [.. Comparable.Select(t =>
        Member($"list_{t}_{name}_{t}", CelType.List(t), t, l => Best(l.AsList(), name, sign)).WithCost(Walk))]);

    private static CelValue IsSorted(CelList list)
    {
        for (var i = 1; i < list.Count; i++)
        {
            if (Ordering.Compare(list[i - 1], list[i], out _) is not { } order)
                return CelValue.Error("no such overload");
            if (order > 0)
                return CelValue.False;
        }

        return CelValue.True;
    }

    private static CelValue Sum(CelList list, CelValue zero)
    {
        if (list.Count == 0)
            return zero;
        var sum = list[0];
        for (var i = 1; i < list.Count && !sum.IsError; i++)
            sum = Arithmetic.Add(sum, list[i]);
        return sum;
    }

    private static CelValue Best(CelList list, string name, int sign)
    {
        if (list.Count == 0)
            return CelValue.Error($"{name} called on empty list");
        var best = list[0];
        for (var i = 1; i < list.Count; i++)
        {
            if (Ordering.Compare(list[i], best, out _) is not { } order)
                return CelValue.Error("no such overload");
            if (order == sign)
                best = list[i];
        }

        return best;
    }

    private static CelValue IndexOf(CelValue list, CelValue item)
    {
        for (var i = 0; i < list.AsList().Count; i++)
        {
            if (list.AsList()[i] == item)
                return CelValue.Of((long)i);
        }

        return CelValue.Of(-1L);
    }

    private static CelValue LastIndexOf(CelValue list, CelValue item)
    {
        for (var i = list.AsList().Count - 1; i >= 0; i--)
        {
            if (list.AsList()[i] == item)
                return CelValue.Of((long)i);
        }

        return CelValue.Of(-1L);
    }
}
