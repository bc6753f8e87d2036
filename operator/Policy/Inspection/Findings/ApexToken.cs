namespace SegmentOperator.Policy.Inspection.Findings;

/// <summary>A word, a string or a sign of Apex.</summary>
/// <param name="Text">The word in lower case; for a string its content, for a sign the sign.</param>
/// <param name="Line">From 1.</param>
/// <param name="IsString">Whether it is a string literal.</param>
internal readonly record struct ApexToken(string Text, int Line, bool IsString = false);
