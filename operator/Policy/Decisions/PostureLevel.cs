namespace SegmentOperator.Policy.Decisions;

/// <summary>How strict a segment is; a greater value is stricter.</summary>
public enum PostureLevel
{
    /// <summary>Low risk approves itself.</summary>
    Minimal,

    /// <summary>Approvals by rule.</summary>
    Standard,

    /// <summary>People always approve, and what no rule lets through is denied.</summary>
    Strict,
}
