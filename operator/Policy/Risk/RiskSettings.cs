namespace SegmentOperator.Policy.Risk;

/// <summary>How risk is reckoned, and what it leads to.</summary>
public sealed record RiskSettings
{
    /// <summary>Weights by factor; a factor that is not named keeps its default.</summary>
    public IReadOnlyDictionary<string, int> Weights { get; init; } = new Dictionary<string, int>();

    /// <summary>Approval roles by score. Of all thresholds that are reached, all roles are needed.</summary>
    public IReadOnlyList<RiskThreshold> Thresholds { get; init; } = [];

    /// <summary>In a Minimal segment: below this score the policy approves by itself.</summary>
    public int? AutoApproveBelow { get; init; }

    /// <summary>From this score on a change is denied.</summary>
    public int? DenyAt { get; init; }
}
