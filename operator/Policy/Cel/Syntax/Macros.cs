namespace SegmentOperator.Policy.Cel.Syntax;

/// <summary>
/// Calls that are syntax: their arguments name variables or are evaluated more or less than once. Arguments come expanded,
/// innermost first. A call of another shape with the same name is left to be a function.
/// </summary>
internal static class Macros
{
    /// <summary>The node that a macro stands for; null where the call is no macro.</summary>
    public static Expr? Expand(SyntaxOptions enabled, string name, Expr? target, Expr[] arguments, int position)
    {
        if (target is null)
            return name == "has" && arguments.Length == 1 ? Has(arguments[0], position) : null;
        if (enabled.HasFlag(SyntaxOptions.Bindings) && target is IdentExpr { Name: "cel" or ".cel" })
            return Cel(name, arguments, position);
        if (enabled.HasFlag(SyntaxOptions.Math) && name is "greatest" or "least" && target is IdentExpr { Name: "math" or ".math" })
            return Extreme(name, arguments, position);
        return Comprehension(name, target, arguments, position);
    }

    private static SelectExpr Has(Expr argument, int position) => argument is SelectExpr { TestOnly: false } select
        ? new SelectExpr(select.Operand, select.Field, select.Optional, testOnly: true, position)
        : throw new CelSyntaxException(argument.Position, "invalid argument to has() macro");

    private static Expr? Comprehension(string name, Expr range, Expr[] a, int position)
    {
        return (name, a.Length) switch
        {
            ("all", 2) => Walk(ComprehensionKind.All, Variable(a[0]), null, a[1], null),
            ("all", 3) => Walk(ComprehensionKind.All, Variable(a[0]), Second(a), a[2], null),
            ("exists", 2) => Walk(ComprehensionKind.Exists, Variable(a[0]), null, a[1], null),
            ("exists", 3) => Walk(ComprehensionKind.Exists, Variable(a[0]), Second(a), a[2], null),
            ("exists_one" or "existsOne", 2) => Walk(ComprehensionKind.ExistsOne, Variable(a[0]), null, a[1], null),
            ("exists_one" or "existsOne", 3) => Walk(ComprehensionKind.ExistsOne, Variable(a[0]), Second(a), a[2], null),
            ("filter", 2) => Walk(ComprehensionKind.Filter, Variable(a[0]), null, a[1], null),
            ("map", 2) => Walk(ComprehensionKind.Map, Variable(a[0]), null, null, a[1]),
            ("map", 3) => Walk(ComprehensionKind.Map, Variable(a[0]), null, a[1], a[2]),
            ("transformList", 3) => Walk(ComprehensionKind.TransformList, Variable(a[0]), Second(a), null, a[2]),
            ("transformList", 4) => Walk(ComprehensionKind.TransformList, Variable(a[0]), Second(a), a[2], a[3]),
            ("transformMap", 3) => Walk(ComprehensionKind.TransformMap, Variable(a[0]), Second(a), null, a[2]),
            ("transformMap", 4) => Walk(ComprehensionKind.TransformMap, Variable(a[0]), Second(a), a[2], a[3]),
            ("transformMapEntry", 3) => Walk(ComprehensionKind.TransformMapEntry, Variable(a[0]), Second(a), null, a[2]),
            ("transformMapEntry", 4) => Walk(ComprehensionKind.TransformMapEntry, Variable(a[0]), Second(a), a[2], a[3]),
            ("sortBy", 2) => Walk(ComprehensionKind.SortBy, Variable(a[0]), null, null, a[1]),
            ("optMap", 2) => new OptionalMapExpr(range, Variable(a[0]), a[1], flat: false, position),
            ("optFlatMap", 2) => new OptionalMapExpr(range, Variable(a[0]), a[1], flat: true, position),
            _ => null,
        };

        ComprehensionExpr Walk(ComprehensionKind kind, string first, string? second, Expr? predicate, Expr? transform) =>
            new(kind, range, first, second, predicate, transform, position);
    }

    private static string Variable(Expr argument) => argument is IdentExpr ident && !ident.Name.StartsWith('.')
        ? ident.Name
        : throw new CelSyntaxException(argument.Position, "argument must be a simple name");

    private static string Second(Expr[] arguments)
    {
        var second = Variable(arguments[1]);
        return second != Variable(arguments[0])
            ? second
            : throw new CelSyntaxException(arguments[1].Position, $"duplicate variable name: {second}");
    }

    private static Expr? Cel(string name, Expr[] arguments, int position)
    {
        switch (name, arguments.Length)
        {
            case ("bind", 3):
                return arguments[0] is IdentExpr ident && !ident.Name.StartsWith('.')
                    ? new BindExpr(ident.Name, arguments[1], arguments[2], dynamic: false, position)
                    : throw new CelSyntaxException(arguments[0].Position, "cel.bind() variable names must be simple identifiers");
            case ("block", 2) when arguments[0] is ListExpr slots:
                return slots.Elements
                    .Select((slot, i) => (slot, i))
                    .Reverse()
                    .Aggregate(arguments[1], (body, s) => new BindExpr($"@index{s.i}", s.slot, body, dynamic: true, position));
            case ("index", 1) when arguments[0] is LiteralExpr { Value.Kind: CelKind.Int } index:
                return new IdentExpr($"@index{index.Value.AsInt()}", position);
            case ("iterVar", 2) when arguments is [LiteralExpr depth, LiteralExpr unique]:
                return new IdentExpr($"@it:{depth.Value}:{unique.Value}", position);
            default:
                return null;
        }
    }

    private static CallExpr Extreme(string name, Expr[] arguments, int position)
    {
        var function = name == "greatest" ? "math.@max" : "math.@min";
        foreach (var argument in arguments)
        {
            if (argument is LiteralExpr { Value.Kind: not (CelKind.Int or CelKind.Uint or CelKind.Double) } or MapExpr or StructExpr)
                throw new CelSyntaxException(argument.Position, $"math.{name}() simple literal arguments must be numeric");
        }

        return arguments.Length switch
        {
            0 => throw new CelSyntaxException(position, $"math.{name}() requires at least one argument"),
            <= 2 => new CallExpr(function, target: null, arguments, position),
            _ => new CallExpr(function, target: null, [new ListExpr(arguments, optional: null, position)], position),
        };
    }
}
