using SegmentOperator.Policy.Cel.Syntax;

namespace SegmentOperator.Policy.Cel.Checking;

/// <summary>
/// Deduces the type of every node and chooses the overloads that can apply. Goes on after a mistake, with a type that fits
/// everywhere, so that one mistake is told once.
/// </summary>
internal sealed partial class Checker
{
    private readonly CelEnvironment _environment;
    private readonly string _source;
    private readonly Substitution _substitution = new();
    private readonly Assignability _types;
    private readonly List<CelIssue> _issues = [];
    private CheckScope? _scope;
    private int _fresh;

    private Checker(CelEnvironment environment, string source)
    {
        _environment = environment;
        _source = source;
        _types = new Assignability(_substitution);
    }

    public static IReadOnlyList<CelIssue> Check(CelEnvironment environment, string source, Expr root)
    {
        var checker = new Checker(environment, source);
        checker.Visit(root);
        if (checker._issues.Count == 0)
            new TypeFinisher(checker._substitution).Finish(root);
        return [.. checker._issues.OrderBy(i => i.Line).ThenBy(i => i.Column)];
    }

    private void Report(Expr at, string message) => Report(at.Position, message);

    private void Report(int position, string message) => _issues.Add(SourceText.IssueAt(_source, position, message));

    private CelType Fresh() => CelType.Parameter($"_var{_fresh++}");

    private CelType Resolved(CelType type) => _substitution.Apply(type, unboundToDyn: false);

    private string Shown(CelType type) => _substitution.Apply(type, unboundToDyn: true).ToString();

    private CelType Visit(Expr node) => node.Type = node switch
    {
        LiteralExpr literal => CelTypes.Of(literal.Value),
        IdentExpr ident => Ident(ident),
        SelectExpr select => Select(select),
        CallExpr call => Call(call),
        LogicalExpr logical => Logical(logical),
        ListExpr list => List(list),
        MapExpr map => Map(map),
        StructExpr @struct => Struct(@struct),
        ComprehensionExpr comprehension => Comprehension(comprehension),
        BindExpr bind => Bind(bind),
        OptionalMapExpr optional => OptionalMap(optional),
        _ => throw new InvalidOperationException($"Unknown node {node.GetType().Name}"),
    };

    private CelType Ident(IdentExpr ident)
    {
        if (CheckScope.Find(_scope, ident.Name) is { } local)
            return local;
        if (_environment.FindName(ident.Name.TrimStart('.')) is { } declared)
            return declared.Type;
        Report(ident, $"undeclared reference to '{ident.Name.TrimStart('.')}' (in container '')");
        return CelType.Error;
    }

    private CelType Select(SelectExpr select)
    {
        if (!select.TestOnly && QualifiedName(select) is { } name && _environment.FindName(name) is { } declared)
        {
            select.QualifiedName = name;
            return declared.Type;
        }

        var operand = Resolved(Visit(select.Operand));
        var isOptional = operand.Kind == CelKind.Optional;
        var target = isOptional ? operand.Parameters[0] : operand;
        var type = Field(select, target);
        if (select.TestOnly)
            return CelType.Bool;
        return Resolved(isOptional || select.Optional ? CelType.Optional(type) : type);
    }

    /// <summary>The name that a chain of selections spells; null where its root is a macro's variable or no name at all.</summary>
    private string? QualifiedName(Expr node) => node switch
    {
        IdentExpr ident when CheckScope.Find(_scope, ident.Name) is null => ident.Name.TrimStart('.'),
        SelectExpr { TestOnly: false, Optional: false } select when QualifiedName(select.Operand) is { } prefix => $"{prefix}.{select.Field}",
        _ => null,
    };

    private CelType Field(SelectExpr select, CelType target)
    {
        switch (target.Kind)
        {
            case CelKind.Map:
                return target.Parameters[1];
            case CelKind.Object when target.Fields.TryGetValue(select.Field, out var field):
                return field.Type;
            case CelKind.Object:
                Report(select, $"undefined field '{select.Field}'");
                return CelType.Error;
            case CelKind.Parameter:
                _types.IsAssignable(CelType.Dyn, target);
                return CelType.Dyn;
            case CelKind.Dyn or CelKind.Error:
                return CelType.Dyn;
            default:
                Report(select, $"type '{Shown(target)}' does not support field selection");
                return CelType.Dyn;
        }
    }

    private CelType Logical(LogicalExpr logical)
    {
        foreach (var operand in logical.Operands)
            ExpectBool(operand);
        return CelType.Bool;
    }

    private void ExpectBool(Expr node)
    {
        var type = Visit(node);
        if (!_types.IsAssignable(type, CelType.Bool))
            Report(node, $"expected type 'bool' but found '{Shown(type)}'");
    }

    private CelType Bind(BindExpr bind)
    {
        var type = Visit(bind.Value);
        return Within(bind.Name, bind.Dynamic ? CelType.Dyn : type, bind.Body);
    }

    private CelType OptionalMap(OptionalMapExpr node)
    {
        var target = Resolved(Visit(node.Target));
        var content = target.Kind switch
        {
            CelKind.Optional => target.Parameters[0],
            CelKind.Dyn or CelKind.Error or CelKind.Parameter => CelType.Dyn,
            _ => CelType.Error,
        };
        if (content.Kind == CelKind.Error && target.Kind != CelKind.Error)
            Report(node, $"found no matching overload for 'hasValue' applied to '{Shown(target)}.()'");
        var body = Within(node.Name, content, node.Body);
        if (!node.Flat)
            return CelType.Optional(body);
        var flat = CelType.Optional(Fresh());
        if (!_types.IsAssignable(body, flat))
            Report(node, $"found no matching overload for '_?_:_' applied to '(bool, {Shown(body)}, {Shown(flat)})'");
        return Resolved(flat);
    }

    private CelType Within(string name, CelType type, Expr body)
    {
        var outer = _scope;
        _scope = new CheckScope(name, type, outer);
        var result = Visit(body);
        _scope = outer;
        return result;
    }
}
