using SegmentOperator.Policy.Cel.Syntax;

namespace SegmentOperator.Policy.Cel.Evaluation;

/// <summary>
/// Turns a syntax tree into nodes that evaluate. Variables and macro variables get slots; what can be computed now, from
/// constants, still happens at run time, so that an error stays the error of an evaluation.
/// </summary>
internal sealed partial class Planner(CelEnvironment environment, bool isChecked)
{
    private readonly Dictionary<string, int> _variables = new(StringComparer.Ordinal);
    private readonly Stack<(string Name, int Slot)> _locals = new();
    private int _slots;

    /// <summary>How many slots an evaluation needs.</summary>
    public int Slots => _slots;

    /// <summary>The variables that an evaluation may ask for.</summary>
    public IReadOnlyCollection<string> Variables => _variables.Keys;

    public Node Plan(Expr node) => node switch
    {
        LiteralExpr literal => new ConstantNode(literal.Value),
        IdentExpr ident => Ident(ident),
        SelectExpr select => Select(select),
        CallExpr call => Call(call),
        LogicalExpr logical => new LogicalNode(decisive: !logical.IsAnd, Plan(logical.Operands)),
        ListExpr list => List(list),
        MapExpr map => new MapNode([.. map.Entries.Select(e => (Plan(e.Key), Plan(e.Value), e.Optional))]),
        StructExpr @struct => Struct(@struct),
        ComprehensionExpr comprehension => Comprehension(comprehension),
        BindExpr bind => Bind(bind),
        OptionalMapExpr optional => OptionalMap(optional),
        _ => throw new InvalidOperationException($"Unknown node {node.GetType().Name}"),
    };

    private Node[] Plan(Expr[] nodes) => [.. nodes.Select(Plan)];

    private Node Ident(IdentExpr ident)
    {
        foreach (var (name, slot) in _locals)
        {
            if (name == ident.Name)
                return new LocalNode(slot);
        }

        return Named(ident.Name.TrimStart('.'));
    }

    private Node Named(string name)
    {
        if (environment.FindName(name) is { IsType: true } type)
            return new ConstantNode(CelValue.Of(type.Instance!));
        if (!_variables.TryGetValue(name, out var slot))
            _variables[name] = slot = _slots++;
        return new VariableNode(slot, name);
    }

    private Node Select(SelectExpr select)
    {
        if (select.QualifiedName is { } qualified)
            return Named(qualified);
        var property = PropertyName(select);
        if (select.TestOnly)
            return new HasNode(Plan(select.Operand), property, select.Optional);
        if (select.Optional)
            return new OptionalSelectNode(Plan(select.Operand), property);
        if (!isChecked && Path(select) is { } path)
            return Unchecked(select, path, property);
        return new SelectNode(Plan(select.Operand), property);
    }

    /// <summary>Objects from schemas are read by their properties' own names, not by the escaped ones.</summary>
    private static string PropertyName(SelectExpr select)
    {
        var type = select.Operand.Type;
        if (type.Kind == CelKind.Optional)
            type = type.Parameters[0];
        return type.Fields.TryGetValue(select.Field, out var field) ? field.PropertyName : select.Field;
    }

    private QualifiedNode Unchecked(SelectExpr select, string[] path, string property)
    {
        string[] prefixes = [.. Enumerable.Range(0, path.Length - 1).Select(i => string.Join('.', path[..^i]))];
        return new QualifiedNode(prefixes, new SelectNode(Plan(select.Operand), property), path);
    }

    private string[]? Path(Expr node) => node switch
    {
        IdentExpr ident when !_locals.Any(l => l.Name == ident.Name) => [ident.Name.TrimStart('.')],
        SelectExpr { TestOnly: false, Optional: false } select when Path(select.Operand) is { } path => [.. path, select.Field],
        _ => null,
    };

    private ListNode List(ListExpr list) =>
        new(Plan(list.Elements), [.. list.Elements.Select((_, i) => list.IsOptional(i))]);

    private Node Struct(StructExpr node)
    {
        if (environment.FindObjectType(node.TypeName.TrimStart('.')) is not { } type)
            return new ConstantNode(CelValue.Error($"unknown type '{node.TypeName}'"));
        return new StructNode(type,
            [.. node.Fields.Select(f => (type.Fields.GetValueOrDefault(f.Name)?.PropertyName ?? f.Name, Plan(f.Value), f.Optional))]);
    }

    private Node Comprehension(ComprehensionExpr node)
    {
        var range = Plan(node.Range);
        var slot = Push(node.Variable);
        var slot2 = node.Variable2 is null ? -1 : Push(node.Variable2);
        var predicate = node.Predicate is null ? null : Plan(node.Predicate);
        var transform = node.Transform is null ? null : Plan(node.Transform);
        _locals.Pop();
        if (node.Variable2 is not null)
            _locals.Pop();
        return node.Kind switch
        {
            ComprehensionKind.All => new QuantifierNode(decisive: false, range, slot, slot2, predicate!),
            ComprehensionKind.Exists => new QuantifierNode(decisive: true, range, slot, slot2, predicate!),
            ComprehensionKind.ExistsOne => new ExistsOneNode(range, slot, slot2, predicate!),
            ComprehensionKind.TransformMap => new CollectMapNode(range, slot, slot2, predicate, transform!, wholeEntries: false),
            ComprehensionKind.TransformMapEntry => new CollectMapNode(range, slot, slot2, predicate, transform!, wholeEntries: true),
            ComprehensionKind.SortBy => new SortByNode(range, slot, transform!),
            _ => new CollectNode(range, slot, slot2, predicate, transform),
        };
    }

    private BindNode Bind(BindExpr bind)
    {
        var value = Plan(bind.Value);
        var slot = Push(bind.Name);
        var body = Plan(bind.Body);
        _locals.Pop();
        return new BindNode(slot, value, body);
    }

    private OptionalMapNode OptionalMap(OptionalMapExpr node)
    {
        var target = Plan(node.Target);
        var slot = Push(node.Name);
        var body = Plan(node.Body);
        _locals.Pop();
        return new OptionalMapNode(target, slot, body, node.Flat);
    }

    private int Push(string name)
    {
        _locals.Push((name, _slots));
        return _slots++;
    }
}
