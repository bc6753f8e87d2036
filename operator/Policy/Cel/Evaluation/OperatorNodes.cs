using SegmentOperator.Policy.Cel.Syntax;

namespace SegmentOperator.Policy.Cel.Evaluation;

/// <summary>An arithmetic operator.</summary>
internal sealed class ArithmeticNode(string name, Node left, Node right) : Node
{
    private readonly char _operator = name[1];

    public override CelValue Evaluate(Frame frame)
    {
        var a = left.Evaluate(frame);
        if (a.IsError)
            return a;
        var b = right.Evaluate(frame);
        if (b.IsError)
            return b;
        frame.Spend(_operator == '+' && a.Kind is CelKind.String or CelKind.Bytes ? Cost.Traversal(Cost.Size(a) + Cost.Size(b)) : 1);
        return _operator switch
        {
            '+' => Arithmetic.Add(a, b),
            '-' => Arithmetic.Subtract(a, b),
            '*' => Arithmetic.Multiply(a, b),
            '/' => Arithmetic.Divide(a, b),
            _ => Arithmetic.Modulo(a, b),
        };
    }
}

internal sealed class NegateNode(Node operand) : Node
{
    public override CelValue Evaluate(Frame frame)
    {
        frame.Spend(1);
        return Arithmetic.Negate(operand.Evaluate(frame));
    }
}

internal sealed class EqualNode(bool wanted, Node left, Node right) : Node
{
    public override CelValue Evaluate(Frame frame)
    {
        var a = left.Evaluate(frame);
        if (a.IsError)
            return a;
        var b = right.Evaluate(frame);
        if (b.IsError)
            return b;
        frame.Spend(Cost.Traversal(Math.Min(Cost.Size(a), Cost.Size(b))));
        return CelValue.Of(CelEquality.AreEqual(a, b) == wanted);
    }
}

internal sealed class OrderNode(string name, Node left, Node right) : Node
{
    public override CelValue Evaluate(Frame frame)
    {
        var a = left.Evaluate(frame);
        if (a.IsError)
            return a;
        var b = right.Evaluate(frame);
        if (b.IsError)
            return b;
        frame.Spend(a.Kind is CelKind.String or CelKind.Bytes ? Cost.Traversal(Math.Min(Cost.Size(a), Cost.Size(b))) : 1);
        if (Ordering.Compare(a, b, out var isNaN) is not { } order)
            return isNaN ? CelValue.Error("NaN values cannot be ordered") : Arithmetic.NoOverload(a, b, name);
        return CelValue.Of(name switch
        {
            Operators.Less => order < 0,
            Operators.LessEqual => order <= 0,
            Operators.Greater => order > 0,
            _ => order >= 0,
        });
    }
}

/// <summary><c>x in list</c> and <c>key in map</c>.</summary>
internal sealed class InNode(Node element, Node container) : Node
{
    public override CelValue Evaluate(Frame frame)
    {
        var item = element.Evaluate(frame);
        if (item.IsError)
            return item;
        var target = container.Evaluate(frame);
        switch (target.Kind)
        {
            case CelKind.List:
                frame.Spend(target.AsList().Count);
                return CelValue.Of(CelListEquality.Contains(target.AsList(), item));
            case CelKind.Map:
                frame.Spend(1);
                return CelValue.Of(target.AsMap().TryGet(item, out _));
            case CelKind.Error:
                return target;
            default:
                return CelValue.Error("no such overload: @in");
        }
    }
}
