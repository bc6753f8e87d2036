using SegmentOperator.Policy.Cel.Syntax;

namespace SegmentOperator.Policy.Cel.Checking;

internal sealed partial class Checker
{
    private CelType Comprehension(ComprehensionExpr node)
    {
        var range = Resolved(Visit(node.Range));
        var (first, second) = RangeTypes(node, range);
        var outer = _scope;
        _scope = new CheckScope(node.Variable, first, _scope);
        if (node.Variable2 is not null)
            _scope = new CheckScope(node.Variable2, second, _scope);
        var predicate = node.Predicate is null ? CelType.Bool : Visit(node.Predicate);
        var transform = node.Transform is null ? first : Visit(node.Transform);
        _scope = outer;
        var result = Resolved(ResultOf(node, first, transform));
        CheckPredicate(node, predicate, result);
        return result;
    }

    private (CelType First, CelType Second) RangeTypes(ComprehensionExpr node, CelType range)
    {
        var two = node.Variable2 is not null;
        switch (range.Kind)
        {
            case CelKind.List when node.Kind is ComprehensionKind.TransformMap:
                return (CelType.Int, range.Parameters[0]);
            case CelKind.List:
                return two ? (CelType.Int, range.Parameters[0]) : (range.Parameters[0], CelType.Dyn);
            case CelKind.Map when node.Kind != ComprehensionKind.SortBy:
                return (range.Parameters[0], range.Parameters[1]);
            case CelKind.Dyn or CelKind.Error or CelKind.Parameter:
                _types.IsAssignable(CelType.Dyn, range);
                return (CelType.Dyn, CelType.Dyn);
            default:
                Report(
                    node.Range,
                    $"expression of type '{Shown(range)}' cannot be range of a comprehension (must be list, map, or dynamic)");
                return (CelType.Error, CelType.Error);
        }
    }

    private CelType ResultOf(ComprehensionExpr node, CelType first, CelType transform)
    {
        switch (node.Kind)
        {
            case ComprehensionKind.All or ComprehensionKind.Exists or ComprehensionKind.ExistsOne:
                return CelType.Bool;
            case ComprehensionKind.Filter:
                return CelType.List(first);
            case ComprehensionKind.Map or ComprehensionKind.TransformList:
                return CelType.List(transform);
            case ComprehensionKind.TransformMap:
                return CelType.Map(first, transform);
            case ComprehensionKind.SortBy:
                CheckSortKey(node, transform);
                return CelType.List(first);
            default:
                var map = CelType.Map(Fresh(), Fresh());
                if (!_types.IsAssignable(transform, map))
                    Report(node.Transform!, $"expected type 'map(dyn, dyn)' but found '{Shown(transform)}'");
                return map;
        }
    }

    private void CheckSortKey(ComprehensionExpr node, CelType key)
    {
        key = Resolved(key);
        if (key.Kind is not (CelKind.Bool or CelKind.Int or CelKind.Uint or CelKind.Double or CelKind.String or CelKind.Bytes
            or CelKind.Timestamp or CelKind.Duration or CelKind.Dyn or CelKind.Error or CelKind.Parameter))
        {
            Report(node, $"found no matching overload for '@sortByAssociatedKeys' applied to '{Shown(node.Range.Type)}.(list({Shown(key)}))'");
        }
    }

    /// <summary>Says what the expansion of the macro would say: all and exists fold with &amp;&amp; and ||, the others choose with ?:.</summary>
    private void CheckPredicate(ComprehensionExpr node, CelType predicate, CelType result)
    {
        if (node.Predicate is null || _types.IsAssignable(predicate, CelType.Bool))
            return;
        if (node.Kind is ComprehensionKind.All or ComprehensionKind.Exists)
        {
            Report(node.Predicate, $"expected type 'bool' but found '{Shown(predicate)}'");
            return;
        }

        var folded = node.Kind == ComprehensionKind.ExistsOne ? "int" : Shown(result);
        Report(node, $"found no matching overload for '_?_:_' applied to '({Shown(predicate)}, {folded}, {folded})'");
    }
}
