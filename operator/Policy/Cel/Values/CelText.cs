namespace SegmentOperator.Policy.Cel;

internal static class CelText
{
    public static string Write(in CelValue value) => throw new NotSupportedException("The CEL engine is being filled in");
}
