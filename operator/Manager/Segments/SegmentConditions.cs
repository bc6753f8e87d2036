namespace SegmentOperator.Manager.Segments;

/// <summary>A segment's own condition types, besides kstatus' three.</summary>
internal static class SegmentConditions
{
    public const string Isolated = "Isolated";
    public const string Trusted = "Trusted";
    public const string Documented = "Documented";

    /// <summary>False while the segment demands what this version cannot judge; its requests wait meanwhile.</summary>
    public const string Served = "Served";
}
