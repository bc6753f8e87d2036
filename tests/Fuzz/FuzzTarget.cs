namespace SegmentOperator.Fuzz;

/// <summary>Something that is given changed input.</summary>
/// <param name="Name">Its name: a group, a slash, and what is read.</param>
/// <param name="Seeds">Good inputs, which are changed.</param>
/// <param name="Run">Reads an input. What a reader may throw for bad input it must catch; whatever comes out is a finding.</param>
internal sealed record FuzzTarget(string Name, IReadOnlyList<byte[]> Seeds, Action<byte[]> Run);
