namespace SegmentOperator.Policy.Risk;

/// <summary>A score and the approval roles that it needs.</summary>
/// <param name="AtLeast">The score from which on they are needed.</param>
/// <param name="Roles">The roles.</param>
public sealed record RiskThreshold(int AtLeast, IReadOnlyList<string> Roles);
