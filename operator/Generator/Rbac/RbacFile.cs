namespace SegmentOperator.Generator.Rbac;

internal static class RbacFile
{
    public static string Write(IReadOnlyList<string> assemblies) => throw new NotSupportedException(string.Join(", ", assemblies));
}
