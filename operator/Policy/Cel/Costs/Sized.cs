namespace SegmentOperator.Policy.Cel;

/// <summary>What is known of an expression: its cost, and, where it tells more than the type, its size and that of its elements.</summary>
internal readonly record struct Sized(CostRange Cost, CostRange? Size = null, CostRange? Key = null, CostRange? Value = null);
