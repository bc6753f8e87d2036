namespace SegmentOperator.Policy.Rules;

/// <summary>One rule as it is written.</summary>
/// <param name="Name">Its name; with the source it is unique.</param>
/// <param name="Source">segment, or a pack with its version: operator/1, sox/1.</param>
/// <param name="When">CEL that yields a boolean: whether the rule applies.</param>
/// <param name="Then">What follows when it applies.</param>
/// <param name="Roles">With RequireApproval the approval roles; empty for all of the segment's.</param>
/// <param name="Message">What to tell the requester; null for the rule's name.</param>
/// <param name="Enforcement">Whether it binds. Rules of packs always do.</param>
/// <param name="Control">The framework's control that it serves; null for a segment's own rules.</param>
public sealed record RuleDefinition(
    string Name, string Source, string When, Verdict Then, IReadOnlyList<string> Roles, string? Message, EnforcementMode Enforcement, string? Control)
{
    /// <summary>The source of a segment's own rules.</summary>
    public const string SegmentSource = "segment";
}
