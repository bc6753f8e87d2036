namespace SegmentOperator.Policy.Cel;

/// <summary>What a declared type says about the members of an object or array.</summary>
internal static class JsonTypes
{
    public static CelType Element(CelType declared) => declared.Kind == CelKind.List ? declared.Parameters[0] : CelType.Dyn;

    /// <summary>The type of a property, by its name in the data.</summary>
    public static CelType Property(CelType declared, string property)
    {
        if (declared.Kind == CelKind.Map)
            return declared.Parameters[1];
        return declared.Kind == CelKind.Object && declared.FieldOf(property) is { } field ? field.Type : CelType.Dyn;
    }
}
