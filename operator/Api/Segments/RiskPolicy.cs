using SegmentOperator.Api.Schema;

namespace SegmentOperator.Api.V1Alpha1;

/// <summary>How a change's risk is scored, from 0 to 100, and what the score leads to.</summary>
[CelRule("!has(self.denyAt) || !has(self.autoApproveBelow) || self.autoApproveBelow <= self.denyAt",
    "autoApproveBelow must not be greater than denyAt", FieldPath = ".autoApproveBelow")]
public sealed record RiskPolicy
{
    /// <summary>
    /// Weights of the factors (findings, components, deletions, environment, sensitivity, time, source, history), 0 to 100 each. A
    /// factor that is not named keeps its default weight.
    /// </summary>
    [Size(16)]
    [Range(0, 100)]
    public IReadOnlyDictionary<string, int> Weights { get; set; } = new Dictionary<string, int>();

    /// <summary>Which approval roles a score needs. Of all thresholds that are reached, all roles are needed.</summary>
    [Size(8)]
    [ListType("atLeast")]
    public IReadOnlyList<RiskThreshold> Thresholds { get; set; } = [];

    /// <summary>In a Minimal segment: below this score the policy approves by itself, and says so. It has no effect elsewhere.</summary>
    [Range(0, 100)]
    public int? AutoApproveBelow { get; set; }

    /// <summary>From this score on a change is denied.</summary>
    [Range(1, 100)]
    public int? DenyAt { get; set; }
}

/// <summary>A score and the approvals that it needs.</summary>
public sealed record RiskThreshold
{
    /// <summary>The score from which on the approvals are needed.</summary>
    [Required]
    [Range(0, 100)]
    public int AtLeast { get; set; }

    /// <summary>The approval roles that must agree.</summary>
    [Required]
    [Size(8, Min = 1)]
    [DnsLabel]
    [ListType]
    public IReadOnlyList<string> Roles { get; set; } = [];
}
