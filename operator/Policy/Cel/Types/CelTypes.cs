namespace SegmentOperator.Policy.Cel;

/// <summary>The types that values have at run time: <c>list</c> and <c>map</c> without saying of what.</summary>
internal static class CelTypes
{
    public static CelType Of(in CelValue value) => value.Kind switch
    {
        CelKind.Null => CelType.Null,
        CelKind.Bool => CelType.Bool,
        CelKind.Int => CelType.Int,
        CelKind.Uint => CelType.Uint,
        CelKind.Double => CelType.Double,
        CelKind.String => CelType.String,
        CelKind.Bytes => CelType.Bytes,
        CelKind.Timestamp => CelType.Timestamp,
        CelKind.Duration => CelType.Duration,
        CelKind.List => CelType.AnyList,
        CelKind.Map => CelType.AnyMap,
        CelKind.Type => CelType.Type,
        CelKind.Optional => CelType.AnyOptional,
        CelKind.Opaque => value.AsOpaque().Type,
        _ => CelType.Error,
    };

    /// <summary>Whether a value can be an argument of a declared type, as far as its kind tells.</summary>
    public static bool Accepts(CelType declared, in CelValue value) => declared.Kind switch
    {
        CelKind.Dyn or CelKind.Parameter => true,
        CelKind.Opaque => value.Kind == CelKind.Opaque && value.AsOpaque().Type.Name == declared.Name,
        CelKind.Object => value.Kind == CelKind.Map,
        _ => declared.Kind == value.Kind,
    };
}
