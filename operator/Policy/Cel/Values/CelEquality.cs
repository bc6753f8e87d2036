namespace SegmentOperator.Policy.Cel;

internal static class CelEquality
{
    public static bool AreEqual(in CelValue a, in CelValue b) => throw new NotSupportedException("The CEL engine is being filled in");

    public static int Hash(in CelValue value) => throw new NotSupportedException("The CEL engine is being filled in");
}
