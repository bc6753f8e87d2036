namespace SegmentOperator.Policy.Inspection.Findings;

/// <summary>A word, a string or a sign of Apex.</summary>
/// <param name="Text">The word as it is written; for a string its content, for a sign the sign.</param>
/// <param name="Line">From 1.</param>
/// <param name="IsString">Whether it is a string literal.</param>
internal readonly record struct ApexToken(ReadOnlyMemory<char> Text, int Line, bool IsString = false)
{
    /// <summary>Apex does not tell words apart by case.</summary>
    public bool Is(string word) => Text.Span.Equals(word, StringComparison.OrdinalIgnoreCase);
}
