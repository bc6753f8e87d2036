namespace SegmentOperator.Policy.Cel;

/// <summary>The equality of values and the hash that goes with it.</summary>
internal static class CelEquality
{
    public static bool AreEqual(in CelValue a, in CelValue b)
    {
        if (a.Kind != b.Kind)
            return CelNumbers.IsNumber(a.Kind) && CelNumbers.IsNumber(b.Kind) && CelNumbers.Compare(a, b) == 0;
        return a.Kind switch
        {
            CelKind.Null => true,
            CelKind.Double => CelNumbers.Compare(a, b) == 0,
            CelKind.Timestamp => a.AsTimestamp() == b.AsTimestamp(),
            CelKind.Bool or CelKind.Int or CelKind.Uint or CelKind.Duration => a.Bits == b.Bits,
            CelKind.String => string.Equals((string)a.Reference!, (string)b.Reference!, StringComparison.Ordinal),
            CelKind.Bytes => a.AsBytes().Span.SequenceEqual(b.AsBytes().Span),
            CelKind.List => CelListEquality.AreEqual(a.AsList(), b.AsList()),
            CelKind.Map => AreEqual(a.AsMap(), b.AsMap()),
            CelKind.Optional => AreEqualOptionals(a, b),
            _ => Equals(a.Reference, b.Reference),
        };
    }

    public static int Hash(in CelValue value) => value.Kind switch
    {
        CelKind.Null => 0,
        CelKind.Int or CelKind.Uint or CelKind.Double => CelNumbers.Hash(value),
        CelKind.Bool or CelKind.Duration or CelKind.Timestamp => HashCode.Combine(value.Kind, value.Bits),
        CelKind.String => string.GetHashCode((string)value.Reference!, StringComparison.Ordinal),
        CelKind.Bytes => value.AsBytes().Length,
        CelKind.List => value.AsList().Count,
        CelKind.Map => value.AsMap().Count,
        CelKind.Optional => value.TryGetOptional(out var content) ? Hash(content) : 1,
        _ => value.Reference?.GetHashCode() ?? 0,
    };

    private static bool AreEqualOptionals(in CelValue a, in CelValue b)
    {
        var hasA = a.TryGetOptional(out var x);
        var hasB = b.TryGetOptional(out var y);
        return hasA == hasB && (!hasA || AreEqual(x, y));
    }

    private static bool AreEqual(CelMap a, CelMap b)
    {
        if (ReferenceEquals(a, b) && a.Count == 0)
            return true;
        if (a.Count != b.Count)
            return false;
        foreach (var key in a.Keys)
        {
            if (!a.TryGet(key, out var x) || !b.TryGet(key, out var y) || !AreEqual(x, y))
                return false;
        }

        return true;
    }
}
