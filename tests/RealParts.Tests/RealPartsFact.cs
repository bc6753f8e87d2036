namespace SegmentOperator.RealParts.Tests;

/// <summary>A test that needs real programs.</summary>
internal sealed class RealPartsFactAttribute : FactAttribute
{
    public RealPartsFactAttribute() => Skip = RealPartsSkip.Reason;
}

/// <summary>A theory that needs real programs.</summary>
internal sealed class RealPartsTheoryAttribute : TheoryAttribute
{
    public RealPartsTheoryAttribute() => Skip = RealPartsSkip.Reason;
}

internal static class RealPartsSkip
{
    public static string? Reason => TestSupport.RealParts.AreSkipped ? "SEGMENT_SKIP_REAL_PARTS=1" : null;
}
