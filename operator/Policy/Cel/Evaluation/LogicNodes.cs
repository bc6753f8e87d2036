namespace SegmentOperator.Policy.Cel.Evaluation;

/// <summary>
/// <c>&amp;&amp;</c> and <c>||</c>. One operand that decides is enough, wherever it stands: an error counts only when none
/// decides.
/// </summary>
internal sealed class LogicalNode(bool decisive, Node[] operands) : Node
{
    public override CelValue Evaluate(Frame frame)
    {
        var failure = CelValue.Null;
        foreach (var operand in operands)
        {
            var value = operand.Evaluate(frame);
            if (value.Kind == CelKind.Bool)
            {
                if (value.AsBool() == decisive)
                    return value;
            }
            else if (failure.IsNull)
            {
                failure = Logic.ErrorFor(value);
            }
        }

        return failure.IsNull ? CelValue.Of(!decisive) : failure;
    }
}

internal sealed class ConditionalNode(Node condition, Node yes, Node no) : Node
{
    public override CelValue Evaluate(Frame frame)
    {
        var value = condition.Evaluate(frame);
        if (value.Kind != CelKind.Bool)
            return Logic.ErrorFor(value);
        return value.AsBool() ? yes.Evaluate(frame) : no.Evaluate(frame);
    }
}

internal sealed class NotNode(Node operand) : Node
{
    public override CelValue Evaluate(Frame frame)
    {
        frame.Spend(1);
        var value = operand.Evaluate(frame);
        return value.Kind == CelKind.Bool ? CelValue.Of(!value.AsBool()) : Logic.ErrorFor(value);
    }
}

internal static class Logic
{
    /// <summary>The error itself, or the one for a value that should have been a boolean.</summary>
    public static CelValue ErrorFor(in CelValue value) => value.IsError ? value : CelValue.Error("no such overload");
}
