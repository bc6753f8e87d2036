using System.Runtime.CompilerServices;

namespace SegmentOperator.Policy.Cel.Evaluation;

/// <summary>A call of a library function with one argument.</summary>
internal sealed class UnaryCallNode(string name, CelOverload[] overloads, Node argument) : Node
{
    public override CelValue Evaluate(Frame frame)
    {
        var value = argument.Evaluate(frame);
        if (value.IsError)
            return value;
        foreach (var overload in overloads)
        {
            if (!CelTypes.Accepts(overload.Arguments[0], value))
                continue;
            frame.Spend(overload.CostOf([value]));
            return overload.Unary is { } body ? body(value) : overload.Variadic!([value]);
        }

        return Calls.NoOverload(name, [value]);
    }
}

/// <summary>A call of a library function with two arguments.</summary>
internal sealed class BinaryCallNode(string name, CelOverload[] overloads, Node left, Node right) : Node
{
    public override CelValue Evaluate(Frame frame)
    {
        var a = left.Evaluate(frame);
        if (a.IsError)
            return a;
        var b = right.Evaluate(frame);
        if (b.IsError)
            return b;
        foreach (var overload in overloads)
        {
            if (!CelTypes.Accepts(overload.Arguments[0], a) || !CelTypes.Accepts(overload.Arguments[1], b))
                continue;
            frame.Spend(overload.CostOf([a, b]));
            return overload.Binary is { } body ? body(a, b) : overload.Variadic!([a, b]);
        }

        return Calls.NoOverload(name, [a, b]);
    }
}

/// <summary>A call of a library function with none, or with more than two arguments.</summary>
internal sealed class VariadicCallNode(string name, CelOverload[] overloads, Node[] arguments) : Node
{
    public override CelValue Evaluate(Frame frame)
    {
        var values = new CelValue[arguments.Length];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = arguments[i].Evaluate(frame);
            if (values[i].IsError)
                return values[i];
        }

        foreach (var overload in overloads)
        {
            if (!Accepts(overload, values))
                continue;
            frame.Spend(overload.CostOf(values));
            return overload.Variadic!(values);
        }

        return Calls.NoOverload(name, values);
    }

    private static bool Accepts(CelOverload overload, CelValue[] values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            if (!CelTypes.Accepts(overload.Arguments[i], values[i]))
                return false;
        }

        return true;
    }
}

/// <summary>A call that nothing can answer: a function that is not there, in a program that was not checked.</summary>
internal sealed class UnboundNode(string name, Node[] arguments) : Node
{
    public override CelValue Evaluate(Frame frame)
    {
        foreach (var argument in arguments)
        {
            if (argument.Evaluate(frame) is { IsError: true } error)
                return error;
        }

        return CelValue.Error($"no such overload: {name}");
    }
}

internal static class Calls
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static CelValue NoOverload(string name, ReadOnlySpan<CelValue> arguments)
    {
        List<string> types = [];
        foreach (var argument in arguments)
            types.Add(CelTypes.Of(argument).Name);
        return CelValue.Error($"no such overload: {name}({string.Join(", ", types)})");
    }
}
