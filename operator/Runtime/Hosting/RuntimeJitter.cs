namespace SegmentOperator.Runtime;

/// <summary>The process' randomness for pauses and names; nothing secret. Lock it while drawing.</summary>
/// <param name="Source">Where it comes from.</param>
internal sealed record RuntimeJitter(Random Source);
