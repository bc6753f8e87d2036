namespace SegmentOperator.Policy.Cel;

/// <summary>The least and the most that one evaluation can cost, from the declared bounds of what it reads.</summary>
/// <param name="Min">For the cheapest valid input.</param>
/// <param name="Max">For the dearest valid input; <see cref="ulong.MaxValue"/> where nothing bounds it.</param>
public readonly record struct CelCostEstimate(ulong Min, ulong Max);
