using SegmentOperator.Policy.Packs;
using SegmentOperator.Policy.Risk;
using SegmentOperator.Policy.Rules;

namespace SegmentOperator.Policy.Decisions;

/// <summary>What of a segment decides.</summary>
public sealed record SegmentPolicy
{
    /// <summary>The segment's name.</summary>
    public required string Segment { get; init; }

    /// <summary>How strict it is.</summary>
    public PostureLevel Posture { get; init; } = PostureLevel.Standard;

    /// <summary>Its frameworks, as segments name them.</summary>
    public IReadOnlyList<string> Frameworks { get; init; } = [];

    /// <summary>Its approval roles.</summary>
    public IReadOnlyList<string> ApprovalRoles { get; init; } = [];

    /// <summary>Its own rules; those of packs are added by the frameworks.</summary>
    public IReadOnlyList<RuleDefinition> Rules { get; init; } = [];

    /// <summary>How risk is reckoned, and what it leads to.</summary>
    public RiskSettings Risk { get; init; } = new();

    /// <summary>The packs that hold here.</summary>
    public IEnumerable<RulePack> Packs => RulePacks.For(Frameworks);
}
