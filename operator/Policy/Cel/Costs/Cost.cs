namespace SegmentOperator.Policy.Cel;

/// <summary>The cost model of Kubernetes: what work on data of a size costs.</summary>
internal static class Cost
{
    public const int List = 10;
    public const int Map = 30;
    public const int Struct = 40;

    /// <summary>Elements, entries, characters or octets; 1 for everything else.</summary>
    public static long Size(in CelValue value) => value.Kind switch
    {
        CelKind.String => value.AsString().Length,
        CelKind.Bytes => value.AsBytes().Length,
        CelKind.List => value.AsList().Count,
        CelKind.Map => value.AsMap().Count,
        CelKind.Optional => value.TryGetOptional(out var content) ? Size(content) : 1,
        _ => 1,
    };

    /// <summary>Walking over so many characters: a tenth each, rounded up.</summary>
    public static long Traversal(long size) => (size + 9) / 10;

    /// <summary>Matching a pattern of a length against text of a length.</summary>
    public static long Match(long text, long pattern) => Traversal(text + 1) * ((pattern + 3) / 4);
}
