namespace SegmentOperator.Policy.Risk;

/// <summary>A score in a word; a greater value is riskier.</summary>
public enum RiskLevel
{
    /// <summary>Below 25.</summary>
    Low,

    /// <summary>From 25.</summary>
    Medium,

    /// <summary>From 50.</summary>
    High,

    /// <summary>From 75.</summary>
    Critical,
}
