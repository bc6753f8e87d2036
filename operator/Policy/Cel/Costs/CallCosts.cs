using SegmentOperator.Policy.Cel.Syntax;

namespace SegmentOperator.Policy.Cel;

/// <summary>What calling a function costs for arguments of given sizes, and how large its result may be. A receiver is the first argument.</summary>
internal static class CallCosts
{
    private const double Traversal = 0.1;
    private const double Pattern = 0.25;
    private static readonly CostRange One = CostRange.Exactly(1);

    public static Sized Of(string function, Expr[] nodes, CostRange[] sizes, Sized[] known, Func<CelType, CostRange> sizeOf) => function switch
    {
        // Formats, addresses and the like have no size, and are compared in a step.
        Operators.Equal when nodes[0].Type.Kind == CelKind.Opaque && nodes[1].Type.Kind == CelKind.Opaque => new Sized(One, One),
        Operators.Equal or Operators.NotEqual => new Sized(Comparison(sizes)),
        Operators.Less or Operators.LessEqual or Operators.Greater or Operators.GreaterEqual =>
            new Sized(IsText(nodes[0].Type) ? Comparison(sizes) : One, One),
        Operators.Add when IsText(nodes[0].Type) => new Sized((sizes[0] + sizes[1]).Times(Traversal), sizes[0] + sizes[1]),
        Operators.Add when nodes[0].Type.Kind == CelKind.List =>
            new Sized(One, sizes[0] + sizes[1], known[0].Key, Either(known[0].Value, known[1].Value)),
        Operators.In when nodes[1].Type.Kind == CelKind.List => new Sized(sizes[1], One),
        Operators.Index or Operators.OptionalIndex => new Sized(One, known[0].Value),
        "dyn" => known[0] with { Cost = One },
        "startsWith" or "endsWith" => new Sized(sizes[1].Times(Traversal)),
        "matches" => new Sized(Match(sizes)),
        "contains" => new Sized(sizes[0].Times(Traversal) * sizes[1].Times(Traversal)),
        "find" or "findAll" => new Sized(Match(sizes), new CostRange(0, sizes[0].Max)),
        "validate" => new Sized(sizes[1].Times(Traversal).Times(128 * Pattern)),
        "lowerAscii" or "upperAscii" or "substring" or "trim" => new Sized(sizes[0].Times(Traversal), sizes[0]),
        "split" => new Sized(sizes[0].Times(2 * Traversal), new CostRange(0, Literal(nodes, 2) ?? sizes[0].Max)),
        "replace" when sizes.Length > 2 => new Sized(sizes[0].Times(2 * Traversal), Replaced(sizes)),
        "join" => Joined(nodes, sizes, known, sizeOf),
        "isSorted" or "sum" or "min" or "max" or "indexOf" or "lastIndexOf" => Search(nodes, sizes, known, sizeOf),
        "bytes" => new Sized(sizes[0].Times(Traversal), new CostRange(sizes[0].Min, CostRange.Exactly(4).Max * Math.Min(sizes[0].Max, ulong.MaxValue / 4))),
        "string" when nodes[0].Type.Kind == CelKind.Bytes => new Sized(sizes[0].Times(Traversal), new CostRange(sizes[0].Min / 4, sizes[0].Max)),
        "format" or "strings.quote" or "base64.encode" or "base64.decode" => new Sized(sizes[0].Times(Traversal)),
        "url" or "isURL" or "ip" or "isIP" or "cidr" or "isCIDR" or "quantity" or "isQuantity" or "semver" or "isSemver"
            when IsText(nodes[0].Type) => new Sized(sizes[0].Times(Traversal), sizes[0]),
        "ip.isCanonical" => new Sized(sizes[0].Times(2 * Traversal)),
        "containsIP" => new Sized(new CostRange(1, 4) + (IsText(nodes[1].Type) ? sizes[1].Times(Traversal) : default)),
        "containsCIDR" => new Sized(new CostRange(3, 7) + (IsText(nodes[1].Type) ? sizes[1].Times(Traversal) : default)),
        "fieldSelector" or "labelSelector" => new Sized(sizes[1].Times(Traversal) + 1),
        "check" => new Sized(CostRange.Exactly(350_000)),
        "sets.contains" or "sets.intersects" => new Sized((sizes[0] * sizes[1]) + 1),
        "sets.equivalent" => new Sized((sizes[0] * sizes[1] * CostRange.Exactly(2)) + 1),
        "slice" or "reverse" or "flatten" => new Sized(sizes[0] + (Cost.List + 1ul), sizes[0], known[0].Key, known[0].Value),
        "distinct" or "sort" => new Sized((sizes[0] * sizes[0]).Times(2 + Traversal) + (Cost.List + 1ul), sizes[0], known[0].Key, known[0].Value),
        "lists.range" => new Sized(CostRange.Exactly(Literal(nodes, 0) ?? ulong.MaxValue) + (Cost.List + 1ul), CostRange.Exactly(Literal(nodes, 0) ?? ulong.MaxValue)),
        _ => new Sized(One),
    };

    private static bool IsText(CelType type) => type.Kind is CelKind.String or CelKind.Bytes;

    private static CostRange? Either(CostRange? a, CostRange? b) => a is { } x && b is { } y ? x.Union(y) : null;

    private static ulong? Literal(Expr[] nodes, int index) =>
        index < nodes.Length && nodes[index] is LiteralExpr { Value.Kind: CelKind.Int } literal ? (ulong)Math.Max(0, literal.Value.AsInt()) : null;

    /// <summary>As far as the shorter one goes.</summary>
    private static CostRange Comparison(CostRange[] sizes)
    {
        var most = Math.Min(sizes[0].Max, sizes[1].Max);
        return new CostRange(Math.Min(most, 1), most).Times(Traversal);
    }

    private static CostRange Match(CostRange[] sizes) => (sizes[0] + 1).Times(Traversal) * sizes[1].Times(Pattern);

    /// <summary>Every place that can be replaced, by the longest text.</summary>
    private static CostRange Replaced(CostRange[] sizes)
    {
        var (text, old, with) = (sizes[0], sizes[1], sizes[2]);
        if (old.Min > 0 && with.Max <= old.Min)
            return new CostRange(0, text.Max);
        var places = old.Min == 0 ? (text + 1).Max : (text.Max / old.Min) + 1;
        return new CostRange(0, ((CostRange.Exactly(places) * with) + (old.Min == 0 ? text : default)).Max);
    }

    private static Sized Joined(Expr[] nodes, CostRange[] sizes, Sized[] known, Func<CelType, CostRange> sizeOf)
    {
        var size = sizes[0] * Element(nodes[0], known[0], sizeOf);
        if (sizes.Length > 1)
            size += sizes[1] * new CostRange(Math.Max(sizes[0].Min, 1) - 1, Math.Max(sizes[0].Max, 1) - 1);
        return new Sized(size.Times(Traversal), size);
    }

    private static Sized Search(Expr[] nodes, CostRange[] sizes, Sized[] known, Func<CelType, CostRange> sizeOf)
    {
        if (nodes[0].Type.Kind == CelKind.String)
            return new Sized(sizes[0].Times(Traversal));
        var isText = nodes[0].Type.Kind == CelKind.List && IsText(nodes[0].Type.Parameters[0]);
        return new Sized(sizes[0] * (isText ? Element(nodes[0], known[0], sizeOf).Times(Traversal) + 1 : One));
    }

    private static CostRange Element(Expr list, in Sized known, Func<CelType, CostRange> sizeOf) =>
        known.Value ?? (list.Type.Kind == CelKind.List ? sizeOf(list.Type.Parameters[0]) : sizeOf(CelType.Dyn));
}
