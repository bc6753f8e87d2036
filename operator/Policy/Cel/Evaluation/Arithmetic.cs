namespace SegmentOperator.Policy.Cel.Evaluation;

/// <summary>The operators + - * / % on two values, and unary minus. Overflow is an error, never a wrap.</summary>
internal static class Arithmetic
{
    private const string IntOverflow = "integer overflow";
    private const string UintOverflow = "unsigned integer overflow";

    public static CelValue Add(in CelValue a, in CelValue b)
    {
        switch (a.Kind, b.Kind)
        {
            case (CelKind.Int, CelKind.Int):
                var sum = unchecked(a.Bits + b.Bits);
                return ((a.Bits ^ sum) & (b.Bits ^ sum)) < 0 ? CelValue.Error(IntOverflow) : CelValue.Of(sum);
            case (CelKind.Uint, CelKind.Uint):
                var total = unchecked(a.AsUint() + b.AsUint());
                return total < a.AsUint() ? CelValue.Error(UintOverflow) : CelValue.Of(total);
            case (CelKind.Double, CelKind.Double):
                return CelValue.Of(a.AsDouble() + b.AsDouble());
            case (CelKind.String, CelKind.String):
                return CelValue.Of(string.Concat(a.AsString(), b.AsString()));
            case (CelKind.Bytes, CelKind.Bytes):
                return CelValue.Of([.. a.AsBytes().Span, .. b.AsBytes().Span]);
            case (CelKind.List, CelKind.List):
                return CelValue.Of(CelConcatList.Add(a.AsList(), b.AsList()));
            default:
                return Times.Add(a, b);
        }
    }

    public static CelValue Subtract(in CelValue a, in CelValue b)
    {
        switch (a.Kind, b.Kind)
        {
            case (CelKind.Int, CelKind.Int):
                var difference = unchecked(a.Bits - b.Bits);
                return ((a.Bits ^ b.Bits) & (a.Bits ^ difference)) < 0 ? CelValue.Error(IntOverflow) : CelValue.Of(difference);
            case (CelKind.Uint, CelKind.Uint):
                return b.AsUint() > a.AsUint() ? CelValue.Error(UintOverflow) : CelValue.Of(a.AsUint() - b.AsUint());
            case (CelKind.Double, CelKind.Double):
                return CelValue.Of(a.AsDouble() - b.AsDouble());
            default:
                return Times.Subtract(a, b);
        }
    }

    public static CelValue Multiply(in CelValue a, in CelValue b)
    {
        switch (a.Kind, b.Kind)
        {
            case (CelKind.Int, CelKind.Int):
                var high = Math.BigMul(a.Bits, b.Bits, out var low);
                return high == low >> 63 ? CelValue.Of(low) : CelValue.Error(IntOverflow);
            case (CelKind.Uint, CelKind.Uint):
                var overflow = Math.BigMul(a.AsUint(), b.AsUint(), out var product);
                return overflow == 0 ? CelValue.Of(product) : CelValue.Error(UintOverflow);
            case (CelKind.Double, CelKind.Double):
                return CelValue.Of(a.AsDouble() * b.AsDouble());
            default:
                return NoOverload(a, b, Syntax.Operators.Multiply);
        }
    }

    public static CelValue Divide(in CelValue a, in CelValue b)
    {
        switch (a.Kind, b.Kind)
        {
            case (CelKind.Int, CelKind.Int):
                if (b.Bits == 0)
                    return CelValue.Error("division by zero");
                return a.Bits == long.MinValue && b.Bits == -1 ? CelValue.Error(IntOverflow) : CelValue.Of(a.Bits / b.Bits);
            case (CelKind.Uint, CelKind.Uint):
                return b.Bits == 0 ? CelValue.Error("division by zero") : CelValue.Of(a.AsUint() / b.AsUint());
            case (CelKind.Double, CelKind.Double):
                return CelValue.Of(a.AsDouble() / b.AsDouble());
            default:
                return NoOverload(a, b, Syntax.Operators.Divide);
        }
    }

    public static CelValue Modulo(in CelValue a, in CelValue b)
    {
        switch (a.Kind, b.Kind)
        {
            case (CelKind.Int, CelKind.Int):
                if (b.Bits == 0)
                    return CelValue.Error("modulus by zero");
                return a.Bits == long.MinValue && b.Bits == -1 ? CelValue.Error(IntOverflow) : CelValue.Of(a.Bits % b.Bits);
            case (CelKind.Uint, CelKind.Uint):
                return b.Bits == 0 ? CelValue.Error("modulus by zero") : CelValue.Of(a.AsUint() % b.AsUint());
            default:
                return NoOverload(a, b, Syntax.Operators.Modulo);
        }
    }

    public static CelValue Negate(in CelValue a) => a.Kind switch
    {
        CelKind.Int => a.Bits == long.MinValue ? CelValue.Error(IntOverflow) : CelValue.Of(-a.Bits),
        CelKind.Double => CelValue.Of(-a.AsDouble()),
        CelKind.Error => a,
        _ => CelValue.Error("no such overload: -_"),
    };

    /// <summary>An error of an operand first; else the message for operands that do not go together.</summary>
    public static CelValue NoOverload(in CelValue a, in CelValue b, string operation)
    {
        if (a.IsError)
            return a;
        if (b.IsError)
            return b;
        var known = a.Kind is CelKind.Int or CelKind.Uint or CelKind.Double
            or CelKind.String or CelKind.Bytes or CelKind.List or CelKind.Timestamp or CelKind.Duration;
        return CelValue.Error(known ? "no such overload" : $"no such overload: {operation}");
    }
}
