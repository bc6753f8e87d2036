namespace SegmentOperator.Policy.Risk;

/// <summary>One factor's share of a score.</summary>
/// <param name="Factor">The factor's name.</param>
/// <param name="Points">Its share, from 0 to its weight.</param>
/// <param name="Weight">The most that it can add.</param>
/// <param name="Message">Why the share is what it is.</param>
public sealed record RiskShare(string Factor, int Points, int Weight, string Message);
