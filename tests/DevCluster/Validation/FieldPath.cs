namespace SegmentOperator.DevCluster.Validation;

/// <summary>Paths of fields as validation errors name them; the empty text is the whole object.</summary>
internal static class FieldPath
{
    public static string Child(this string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    public static string Index(this string path, int index) => $"{path}[{index}]";

    public static string Key(this string path, string key) => $"{path}[{key}]";
}
