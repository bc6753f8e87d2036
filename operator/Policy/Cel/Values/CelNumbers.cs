namespace SegmentOperator.Policy.Cel;

/// <summary>Compares numbers of any type by value.</summary>
internal static class CelNumbers
{
    public static bool IsNumber(CelKind kind) => kind is CelKind.Int or CelKind.Uint or CelKind.Double;

    /// <summary>The sign of a - b; null where one of them is not a number (NaN).</summary>
    public static int? Compare(in CelValue a, in CelValue b)
    {
        switch (a.Kind, b.Kind)
        {
            case (CelKind.Int, CelKind.Int):
                return a.Bits.CompareTo(b.Bits);
            case (CelKind.Uint, CelKind.Uint):
                return unchecked((ulong)a.Bits).CompareTo(unchecked((ulong)b.Bits));
            case (CelKind.Double, CelKind.Double):
                var (x, y) = (Double(a), Double(b));
                return double.IsNaN(x) || double.IsNaN(y) ? null : x < y ? -1 : x > y ? 1 : 0;
            case (CelKind.Double, _):
                return double.IsNaN(Double(a)) ? null : CompareDouble(Double(a), b);
            case (_, CelKind.Double):
                return double.IsNaN(Double(b)) ? null : -CompareDouble(Double(b), a);
            case (CelKind.Int, _):
                return a.Bits < 0 || b.Bits < 0 ? -1 : a.Bits.CompareTo(b.Bits);
            default:
                return a.Bits < 0 || b.Bits < 0 ? 1 : a.Bits.CompareTo(b.Bits);
        }
    }

    /// <summary>Numbers that compare equal have one hash: that of the double nearest to them.</summary>
    public static int Hash(in CelValue value) => value.Kind switch
    {
        CelKind.Int => ((double)value.Bits).GetHashCode(),
        CelKind.Uint => ((double)unchecked((ulong)value.Bits)).GetHashCode(),
        _ => Double(value) == 0 ? 0.0.GetHashCode() : Double(value).GetHashCode(),
    };

    private static double Double(in CelValue value) => BitConverter.Int64BitsToDouble(value.Bits);

    /// <summary>Whole numbers beyond 53 bits are rounded first, as the language's conformance cases demand.</summary>
    private static int CompareDouble(double left, in CelValue right) =>
        left.CompareTo(right.Kind == CelKind.Uint ? unchecked((ulong)right.Bits) : (double)right.Bits);
}
