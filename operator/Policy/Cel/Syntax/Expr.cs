namespace SegmentOperator.Policy.Cel.Syntax;

/// <summary>
/// A node of the syntax tree. The checker writes what it found out into the node itself; a tree belongs to one compilation.
/// </summary>
internal abstract class Expr(int position, int depth)
{
    /// <summary>Offset in the source, in UTF-16 units, of what messages point at: an operator, a bracket, a name.</summary>
    public int Position { get; } = position;

    /// <summary>The height of the tree from here, at least 1.</summary>
    public int Depth { get; } = depth;

    /// <summary>The deduced type; dyn until the checker has been here, and for good when it never is.</summary>
    public CelType Type { get; set; } = CelType.Dyn;
}

internal sealed class LiteralExpr(CelValue value, int position) : Expr(position, 1)
{
    public CelValue Value => value;
}

/// <summary>A simple name, or one with a leading dot, which looks past the variables of comprehensions.</summary>
internal sealed class IdentExpr(string name, int position) : Expr(position, 1)
{
    public string Name => name;
}

internal sealed class SelectExpr(Expr operand, string fieldName, bool optional, bool testOnly, int position) : Expr(position, operand.Depth + 1)
{
    public Expr Operand => operand;

    public string Field => fieldName;

    /// <summary>Whether it is written <c>a.?b</c>.</summary>
    public bool Optional => optional;

    /// <summary>Whether it asks only for presence: <c>has(a.b)</c>.</summary>
    public bool TestOnly => testOnly;

    /// <summary>The qualified variable or type that the whole chain names, when the checker found one.</summary>
    public string? QualifiedName { get; set; }
}

internal sealed class CallExpr(string function, Expr? target, Expr[] arguments, int position)
    : Expr(position, 1 + Math.Max(target?.Depth ?? 0, arguments.Length == 0 ? 0 : arguments.Max(a => a.Depth)))
{
    public string Function => function;

    public Expr? Target => target;

    public Expr[] Arguments => arguments;

    /// <summary>The function that the target's name and this one make together, as in <c>math.ceil</c>.</summary>
    public string? QualifiedName { get; set; }

    /// <summary>The overloads that can apply, in the order of declaration; null when unchecked.</summary>
    public IReadOnlyList<CelOverload>? Overloads { get; set; }
}

/// <summary><c>a &amp;&amp; b &amp;&amp; c</c> or <c>a || b || c</c>, flat.</summary>
internal sealed class LogicalExpr(bool isAnd, Expr[] operands, int position) : Expr(position, 1 + operands.Max(o => o.Depth))
{
    public bool IsAnd => isAnd;

    public Expr[] Operands => operands;
}

internal sealed class ListExpr(Expr[] elements, bool[]? optional, int position)
    : Expr(position, 1 + (elements.Length == 0 ? 0 : elements.Max(e => e.Depth)))
{
    public Expr[] Elements => elements;

    public bool IsOptional(int index) => optional is not null && optional[index];
}

internal sealed record MapEntryExpr(Expr Key, Expr Value, bool Optional);

internal sealed class MapExpr(MapEntryExpr[] entries, int position)
    : Expr(position, 1 + (entries.Length == 0 ? 0 : entries.Max(e => Math.Max(e.Key.Depth, e.Value.Depth))))
{
    public MapEntryExpr[] Entries => entries;
}

internal sealed record StructFieldExpr(string Name, Expr Value, bool Optional, int Position);

internal sealed class StructExpr(string typeName, StructFieldExpr[] fields, int position)
    : Expr(position, 1 + (fields.Length == 0 ? 0 : fields.Max(f => f.Value.Depth)))
{
    public string TypeName => typeName;

    public StructFieldExpr[] Fields => fields;
}
