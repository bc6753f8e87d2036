namespace SegmentOperator.Policy.Inspection.Scope;

/// <summary>Components of one type that belong to a segment.</summary>
/// <param name="Type">The metadata type, or a Kubernetes kind.</param>
/// <param name="Names">Full names; * stands for any characters.</param>
/// <param name="Fields">For objects: the fields that belong, as Object.Field; empty for all of them.</param>
/// <param name="Sensitivity">How sensitive they are.</param>
public sealed record ScopeEntry(string Type, IReadOnlyList<string> Names, IReadOnlyList<string> Fields, Sensitivity Sensitivity);
