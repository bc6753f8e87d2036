namespace SegmentOperator.Fuzz;

/// <summary>What came of a target.</summary>
/// <param name="Target">Its name.</param>
/// <param name="Inputs">How many inputs it was given.</param>
/// <param name="Slowest">The longest that one input took.</param>
/// <param name="Largest">The most bytes that one input allocated.</param>
/// <param name="Finding">What went wrong; null for nothing.</param>
/// <param name="Input">The input that it went wrong with.</param>
internal sealed record FuzzResult(string Target, long Inputs, TimeSpan Slowest, long Largest, string? Finding, byte[]? Input);
