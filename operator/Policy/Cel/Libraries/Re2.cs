namespace SegmentOperator.Policy.Cel.Libraries;

internal static class Re2
{
    public static string ToDotNet(string pattern) => pattern;
}
