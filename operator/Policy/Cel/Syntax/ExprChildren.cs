namespace SegmentOperator.Policy.Cel.Syntax;

internal static class ExprChildren
{
    /// <summary>The nodes directly below, in the order of the text.</summary>
    public static IEnumerable<Expr> Of(Expr node) => node switch
    {
        SelectExpr { QualifiedName: null } select => [select.Operand],
        CallExpr { QualifiedName: null, Target: { } target } call => [target, .. call.Arguments],
        CallExpr call => call.Arguments,
        LogicalExpr logical => logical.Operands,
        ListExpr list => list.Elements,
        MapExpr map => map.Entries.SelectMany(e => new[] { e.Key, e.Value }),
        StructExpr @struct => @struct.Fields.Select(f => f.Value),
        ComprehensionExpr c => new[] { c.Range, c.Predicate, c.Transform }.OfType<Expr>(),
        BindExpr bind => [bind.Value, bind.Body],
        OptionalMapExpr optional => [optional.Target, optional.Body],
        _ => [],
    };
}
