namespace SegmentOperator.Policy.Cel.Evaluation;

/// <summary>Which values have an order, and what it is.</summary>
internal static class Ordering
{
    /// <summary>The sign of a - b. Null where they have no order; <paramref name="isNaN"/> tells the one reason from the other.</summary>
    public static int? Compare(in CelValue a, in CelValue b, out bool isNaN)
    {
        isNaN = false;
        if (CelNumbers.IsNumber(a.Kind) && CelNumbers.IsNumber(b.Kind))
        {
            var order = CelNumbers.Compare(a, b);
            isNaN = order is null;
            return order;
        }

        if (a.Kind != b.Kind)
            return null;
        return a.Kind switch
        {
            CelKind.Bool or CelKind.Duration => a.Bits.CompareTo(b.Bits),
            CelKind.String => CodePoints.Compare(a.AsString(), b.AsString()),
            CelKind.Bytes => a.AsBytes().Span.SequenceCompareTo(b.AsBytes().Span),
            CelKind.Timestamp => a.AsTimestamp().CompareTo(b.AsTimestamp()),
            _ => null,
        };
    }
}
