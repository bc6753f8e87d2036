namespace SegmentOperator.Policy.Cel;

/// <summary>Writes types as users of Kubernetes know them from its messages.</summary>
internal static class CelTypeText
{
    public static string Write(CelType type) => type.Kind switch
    {
        CelKind.Null => "null",
        CelKind.Timestamp => "timestamp",
        CelKind.Duration => "duration",
        CelKind.Error => "!error!",
        _ when type.Parameters.Count > 0 => $"{type.Name}({string.Join(", ", type.Parameters.Select(Write))})",
        _ => type.Name,
    };
}
