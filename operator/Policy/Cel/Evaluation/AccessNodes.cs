namespace SegmentOperator.Policy.Cel.Evaluation;

internal sealed class SelectNode(Node operand, string field) : Node
{
    public override CelValue Evaluate(Frame frame)
    {
        frame.Spend(1);
        return Access.Select(operand.Evaluate(frame), field);
    }
}

internal sealed class OptionalSelectNode(Node operand, string field) : Node
{
    public override CelValue Evaluate(Frame frame)
    {
        frame.Spend(1);
        return Access.SelectOptional(operand.Evaluate(frame), field);
    }
}

/// <summary><c>has(a.b)</c>: free of cost, as in Kubernetes, so that asking first is never dearer than failing.</summary>
internal sealed class HasNode(Node operand, string field, bool optional) : Node
{
    public override CelValue Evaluate(Frame frame)
    {
        var target = operand.Evaluate(frame);
        return optional && !target.IsError
            ? CelValue.Of(Access.SelectOptional(target, field).TryGetOptional(out _))
            : Access.Has(target, field);
    }
}

internal sealed class IndexNode(Node operand, Node index, bool optional) : Node
{
    public override CelValue Evaluate(Frame frame)
    {
        frame.Spend(1);
        var target = operand.Evaluate(frame);
        if (target.IsError)
            return target;
        var at = index.Evaluate(frame);
        if (at.IsError)
            return at;
        return optional ? Access.IndexOptional(target, at) : Access.Index(target, at);
    }
}
