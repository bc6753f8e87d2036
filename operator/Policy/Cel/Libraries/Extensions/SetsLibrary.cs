using static SegmentOperator.Policy.Cel.CelOverload;

namespace SegmentOperator.Policy.Cel.Libraries;

/// <summary>Lists compared as sets.</summary>
internal sealed class SetsLibrary : CelLibrary
{
    private static readonly CelType ListA = CelType.List(CelType.Parameter("T"));

    public override IEnumerable<CelFunction> Functions =>
    [
        OnSets("contains", (a, b) => ContainsAll(a, b)),
        OnSets("intersects", Intersect),
        OnSets("equivalent", (a, b) => ContainsAll(a, b) && ContainsAll(b, a)),
    ];

    private static CelFunction OnSets(string name, Func<CelList, CelList, bool> holds) => new(
        $"sets.{name}",
        Global($"list_sets_{name}_list", ListA, ListA, CelType.Bool, (a, b) => CelValue.Of(holds(a.AsList(), b.AsList())))
            .WithCost(a => 1 + (Cost.Size(a[0]) * Cost.Size(a[1]))));

    private static bool ContainsAll(CelList list, CelList parts)
    {
        for (var i = 0; i < parts.Count; i++)
        {
            if (!CelListEquality.Contains(list, parts[i]))
                return false;
        }

        return true;
    }

    private static bool Intersect(CelList a, CelList b)
    {
        for (var i = 0; i < a.Count; i++)
        {
            if (CelListEquality.Contains(b, a[i]))
                return true;
        }

        return false;
    }
}
