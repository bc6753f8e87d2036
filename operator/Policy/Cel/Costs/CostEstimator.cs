using SegmentOperator.Policy.Cel.Syntax;

namespace SegmentOperator.Policy.Cel;

/// <summary>
/// Bounds what an evaluation can cost before there is any data, by the rules with which a kube-apiserver decides whether it
/// accepts a CustomResourceDefinition. Sizes come from literals and from the bounds that the types declare.
/// </summary>
internal sealed class CostEstimator
{
    private readonly CostRange _unbounded;
    private readonly Stack<(string Name, Sized Known)> _locals = new();

    private CostEstimator(CostRange unbounded) => _unbounded = unbounded;

    /// <param name="root">The expression.</param>
    /// <param name="unbounded">What is taken for the size of what no type bounds; null for no size being too large.</param>
    public static CelCostEstimate Estimate(Expr root, ulong? unbounded)
    {
        var cost = new CostEstimator(unbounded is { } size ? new CostRange(0, size) : CostRange.Unknown).Visit(root).Cost;
        return new CelCostEstimate(cost.Min, cost.Max);
    }

    /// <summary>What is known of the node's size: computed, else declared, else nothing.</summary>
    internal CostRange SizeOf(Expr node, in Sized known) => known.Size ?? SizeOf(node.Type);

    /// <summary>A declared object counts for nothing, as kube-apiserver has it: what compares it compares its fields' sizes nowhere.</summary>
    internal CostRange SizeOf(CelType type) => type.Kind == CelKind.Object ? new CostRange(0, 0) : type.MaxSize is { } max ? new CostRange(0, (ulong)max)
        : IsScalar(type) ? CostRange.Exactly(1)
        : _unbounded;

    private static bool IsScalar(CelType type) => type.Kind is CelKind.Bool or CelKind.Int or CelKind.Uint or CelKind.Double
        or CelKind.Timestamp or CelKind.Duration or CelKind.Null or CelKind.Type
        || (type.Kind == CelKind.Optional && IsScalar(type.Parameters[0]));

    private Sized Visit(Expr node) => node switch
    {
        LiteralExpr literal => new Sized(default, CostRange.Exactly((ulong)Cost.Size(literal.Value))),
        IdentExpr ident => Ident(ident),
        SelectExpr { QualifiedName: not null } => new Sized(CostRange.Exactly(1)),
        SelectExpr select => new Sized(Visit(select.Operand).Cost + (select.TestOnly ? 0u : 1u)),
        CallExpr call => Call(call),
        LogicalExpr logical => Logical(logical),
        ListExpr list => List(list),
        MapExpr map => Map(map),
        StructExpr @struct => new Sized(Sum(@struct.Fields.Select(f => Visit(f.Value))) + Cost.Struct),
        ComprehensionExpr comprehension => Comprehension(comprehension),
        BindExpr bind => Bind(bind),
        OptionalMapExpr optional => OptionalMap(optional),
        _ => new Sized(CostRange.Unknown),
    };

    private static CostRange Sum(IEnumerable<Sized> parts) => parts.Aggregate(default(CostRange), (sum, part) => sum + part.Cost);

    private Sized Ident(IdentExpr ident)
    {
        foreach (var (name, known) in _locals)
        {
            if (name == ident.Name)
                return known with { Cost = CostRange.Exactly(1) };
        }

        return new Sized(CostRange.Exactly(1));
    }

    /// <summary>The first operand is always evaluated; each of the others perhaps.</summary>
    private Sized Logical(LogicalExpr logical)
    {
        var operands = logical.Operands.Select(Visit).ToList();
        return new Sized(new CostRange(operands[0].Cost.Min, Sum(operands).Max), CostRange.Exactly(1));
    }

    private Sized List(ListExpr list)
    {
        var items = list.Elements.Select(e => (Node: e, Known: Visit(e))).ToList();
        CostRange? value = items.Count == 0 ? null : items.Select(i => SizeOf(i.Node, i.Known)).Aggregate((a, b) => a.Union(b));
        return new Sized(Sum(items.Select(i => i.Known)) + Cost.List, CostRange.Exactly((ulong)items.Count), CostRange.Exactly(1), value);
    }

    private Sized Map(MapExpr map)
    {
        var keys = map.Entries.Select(e => (Node: e.Key, Known: Visit(e.Key))).ToList();
        var values = map.Entries.Select(e => (Node: e.Value, Known: Visit(e.Value))).ToList();
        CostRange? key = keys.Count == 0 ? null : keys.Select(i => SizeOf(i.Node, i.Known)).Aggregate((a, b) => a.Union(b));
        CostRange? value = values.Count == 0 ? null : values.Select(i => SizeOf(i.Node, i.Known)).Aggregate((a, b) => a.Union(b));
        var cost = Sum(keys.Select(k => k.Known)) + Sum(values.Select(v => v.Known)) + Cost.Map;
        return new Sized(cost, CostRange.Exactly((ulong)keys.Count), key, value);
    }

    private Sized Call(CallExpr call)
    {
        var isMember = call.Target is not null && call.QualifiedName is null;
        Expr[] nodes = isMember ? [call.Target!, .. call.Arguments] : call.Arguments;
        Sized[] known = [.. nodes.Select(Visit)];
        if (call.Function == Operators.Conditional)
            return known[1] with { Cost = known[0].Cost + known[1].Cost.Union(known[2].Cost), Size = SizeOf(nodes[1], known[1]).Union(SizeOf(nodes[2], known[2])) };
        CostRange[] sizes = [.. nodes.Select((n, i) => SizeOf(n, known[i]))];
        var own = CallCosts.Of(call.QualifiedName ?? call.Function, nodes, sizes, known, SizeOf);
        return own with { Cost = own.Cost + Sum(known) };
    }

    private Sized Comprehension(ComprehensionExpr node)
    {
        var range = Visit(node.Range);
        var count = SizeOf(node.Range, range);
        var isList = node.Range.Type.Kind != CelKind.Map;
        var key = new Sized(default, isList ? CostRange.Exactly(1) : range.Key);
        var value = new Sized(default, range.Value);
        _locals.Push((node.Variable, node.Variable2 is null && isList ? value : key));
        if (node.Variable2 is not null)
            _locals.Push((node.Variable2, value));
        var predicate = node.Predicate is null ? default : Visit(node.Predicate).Cost;
        var transformed = node.Transform is null ? default : Visit(node.Transform);
        _locals.Pop();
        if (node.Variable2 is not null)
            _locals.Pop();
        var (start, step, end) = Steps(node, predicate, transformed.Cost);
        var cost = range.Cost + start + (count * step) + end;
        return node.Type.Kind == CelKind.Bool
            ? new Sized(cost, CostRange.Exactly(1))
            : new Sized(cost, count, range.Key, node.Transform is null ? range.Value : transformed.Size);
    }

    /// <summary>What it costs to begin, to take each element, and to end: the price of the loop into which the macro expands.</summary>
    private static (ulong Start, CostRange Step, ulong End) Steps(ComprehensionExpr node, CostRange predicate, CostRange transform)
    {
        var append = Cost.List + 2ul;
        return node.Kind switch
        {
            ComprehensionKind.All => (0, new CostRange(3, (predicate + 3).Max), 1),
            ComprehensionKind.Exists => (0, new CostRange(4, (predicate + 4).Max), 1),
            ComprehensionKind.ExistsOne => (0, predicate + new CostRange(1, 2), 2),
            ComprehensionKind.Filter => (Cost.List, predicate + new CostRange(1, append + 1), 1),
            ComprehensionKind.TransformMap or ComprehensionKind.TransformMapEntry =>
                (Cost.Map, predicate + (node.Predicate is null ? transform + 3 : new CostRange(1, (transform + 3).Max)), 1),
            _ => (Cost.List, predicate + (node.Predicate is null ? transform + append : new CostRange(1, (transform + append).Max)), 1),
        };
    }

    private Sized Bind(BindExpr bind)
    {
        var value = Visit(bind.Value);
        _locals.Push((bind.Name, value));
        var body = Visit(bind.Body);
        _locals.Pop();
        return body with { Cost = value.Cost + body.Cost + Cost.List };
    }

    private Sized OptionalMap(OptionalMapExpr node)
    {
        var target = Visit(node.Target);
        _locals.Push((node.Name, new Sized(default)));
        var body = Visit(node.Body);
        _locals.Pop();
        return new Sized(target.Cost + new CostRange(1, (body.Cost + (Cost.List + 3ul)).Max));
    }
}
