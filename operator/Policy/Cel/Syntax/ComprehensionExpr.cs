namespace SegmentOperator.Policy.Cel.Syntax;

internal enum ComprehensionKind
{
    All,
    Exists,
    ExistsOne,
    Filter,
    Map,
    TransformList,
    TransformMap,
    TransformMapEntry,
    SortBy,
}

/// <summary>A macro that walks a list or map.</summary>
internal sealed class ComprehensionExpr(
    ComprehensionKind kind, Expr range, string variable, string? variable2, Expr? predicate, Expr? transform, int position)
    : Expr(position, 1 + Math.Max(range.Depth, Math.Max(predicate?.Depth ?? 0, transform?.Depth ?? 0)))
{
    public ComprehensionKind Kind => kind;

    public Expr Range => range;

    public string Variable => variable;

    /// <summary>The second variable: the element beside its index, the value beside its key.</summary>
    public string? Variable2 => variable2;

    public Expr? Predicate => predicate;

    public Expr? Transform => transform;
}

/// <summary><c>cel.bind(name, value, body)</c>.</summary>
internal sealed class BindExpr(string name, Expr value, Expr body, bool dynamic, int position)
    : Expr(position, 1 + Math.Max(value.Depth, body.Depth))
{
    public string Name => name;

    public Expr Value => value;

    public Expr Body => body;

    /// <summary>Whether the name is dyn whatever the value's type: a slot of <c>cel.block</c>.</summary>
    public bool Dynamic => dynamic;
}

/// <summary><c>optional.optMap(name, body)</c> and <c>optFlatMap</c>.</summary>
internal sealed class OptionalMapExpr(Expr target, string name, Expr body, bool flat, int position)
    : Expr(position, 1 + Math.Max(target.Depth, body.Depth))
{
    public Expr Target => target;

    public string Name => name;

    public Expr Body => body;

    /// <summary>Whether the body itself returns an optional.</summary>
    public bool Flat => flat;
}
