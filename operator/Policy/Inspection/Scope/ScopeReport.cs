namespace SegmentOperator.Policy.Inspection.Scope;

/// <summary>How a package lies in a segment.</summary>
/// <param name="Outside">What the segment's data does not name, or another segment claims.</param>
/// <param name="Unmapped">Where the segment names no data: what nobody claims.</param>
/// <param name="Highest">The most sensitive of what is touched; null where nothing inside is.</param>
public sealed record ScopeReport(IReadOnlyList<OutsideComponent> Outside, IReadOnlyList<OutsideComponent> Unmapped, Sensitivity? Highest);
