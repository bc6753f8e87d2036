namespace SegmentOperator.Policy.Cel.Evaluation;

/// <summary>A compiled expression. Nodes never change, so that one program serves many threads.</summary>
internal abstract class Node
{
    /// <summary>Evaluates; a failure is a value. Throws only <see cref="BudgetExceededException"/>.</summary>
    public abstract CelValue Evaluate(Frame frame);
}

internal sealed class ConstantNode(CelValue value) : Node
{
    public CelValue Value => value;

    public override CelValue Evaluate(Frame frame) => value;
}

internal sealed class VariableNode(int slot, string name) : Node
{
    public override CelValue Evaluate(Frame frame)
    {
        frame.Spend(1);
        return frame.Variable(slot, name);
    }
}

internal sealed class LocalNode(int slot) : Node
{
    public override CelValue Evaluate(Frame frame)
    {
        frame.Spend(1);
        return frame.Local(slot);
    }
}

/// <summary>An unchecked name with dots: the longest prefix that is a variable, then fields.</summary>
internal sealed class QualifiedNode(string[] prefixes, Node otherwise, string[] path) : Node
{
    public override CelValue Evaluate(Frame frame)
    {
        frame.Spend(1);
        for (var i = 0; i < prefixes.Length; i++)
        {
            if (frame.Find(prefixes[i]) is not { } value)
                continue;
            foreach (var field in path.AsSpan(path.Length - i))
                value = Access.Select(value, field);
            return value;
        }

        return otherwise.Evaluate(frame);
    }
}

/// <summary>A value to which a macro's variable is set while another expression is evaluated.</summary>
internal sealed class BindNode(int slot, Node value, Node body) : Node
{
    public override CelValue Evaluate(Frame frame)
    {
        frame.SetLocal(slot, CelValue.Unresolved);
        var bound = value.Evaluate(frame);
        frame.SetLocal(slot, bound);
        return body.Evaluate(frame);
    }
}

internal sealed class OptionalMapNode(Node target, int slot, Node body, bool flat) : Node
{
    public override CelValue Evaluate(Frame frame)
    {
        var optional = target.Evaluate(frame);
        if (optional.IsError)
            return optional;
        if (optional.Kind != CelKind.Optional)
            return CelValue.Error("no such overload: hasValue");
        if (!optional.TryGetOptional(out var content))
            return CelValue.None;
        frame.SetLocal(slot, content);
        var result = body.Evaluate(frame);
        return result.IsError || flat ? result : CelValue.Some(result);
    }
}
