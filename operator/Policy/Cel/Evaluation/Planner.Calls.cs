using SegmentOperator.Policy.Cel.Syntax;

namespace SegmentOperator.Policy.Cel.Evaluation;

internal sealed partial class Planner
{
    private Node Call(CallExpr call)
    {
        if (call.Target is null && Operator(call) is { } node)
            return node;
        var name = call.Function.TrimStart('.');
        var (isMember, all) = Find(call, ref name);
        Node[] arguments = isMember ? [Plan(call.Target!), .. Plan(call.Arguments)] : Plan(call.Arguments);
        CelOverload[] overloads = [.. all.Where(o => o.IsMember == isMember && o.Arguments.Count == arguments.Length)];
        if (overloads.Length == 0)
            return new UnboundNode(name, arguments);
        return arguments.Length switch
        {
            1 => new UnaryCallNode(name, overloads, arguments[0]),
            2 => new BinaryCallNode(name, overloads, arguments[0], arguments[1]),
            _ => new VariadicCallNode(name, overloads, arguments),
        };
    }

    private (bool IsMember, IReadOnlyList<CelOverload> Overloads) Find(CallExpr call, ref string name)
    {
        if (call.Overloads is not null)
        {
            name = call.QualifiedName ?? name;
            return (call.Target is not null && call.QualifiedName is null, call.Overloads);
        }

        if (call.Target is not null && Path(call.Target) is { } path
            && environment.FindFunction($"{string.Join('.', path)}.{name}") is { } qualified)
        {
            name = $"{string.Join('.', path)}.{name}";
            return (false, qualified);
        }

        return (call.Target is not null, environment.FindFunction(name) ?? []);
    }

    private Node? Operator(CallExpr call)
    {
        var a = call.Arguments;
        switch (call.Function)
        {
            case Operators.Conditional:
                return new ConditionalNode(Plan(a[0]), Plan(a[1]), Plan(a[2]));
            case Operators.LogicalNot:
                return new NotNode(Plan(a[0]));
            case Operators.Negate:
                return new NegateNode(Plan(a[0]));
            case Operators.Equal or Operators.NotEqual:
                return new EqualNode(call.Function == Operators.Equal, Plan(a[0]), Plan(a[1]));
            case Operators.Less or Operators.LessEqual or Operators.Greater or Operators.GreaterEqual:
                return new OrderNode(call.Function, Plan(a[0]), Plan(a[1]));
            case Operators.Add or Operators.Subtract or Operators.Multiply or Operators.Divide or Operators.Modulo:
                return new ArithmeticNode(call.Function, Plan(a[0]), Plan(a[1]));
            case Operators.In:
                return new InNode(Plan(a[0]), Plan(a[1]));
            case Operators.Index or Operators.OptionalIndex:
                return new IndexNode(Plan(a[0]), Plan(a[1]), optional: call.Function == Operators.OptionalIndex);
            default:
                return null;
        }
    }
}
