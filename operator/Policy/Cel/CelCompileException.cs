namespace SegmentOperator.Policy.Cel;

/// <summary>An expression does not compile. The message has each issue with its place and a caret below it.</summary>
public sealed class CelCompileException(IReadOnlyList<CelIssue> issues) : Exception(string.Join('\n', issues))
{
    /// <summary>What is wrong, in the order of the text.</summary>
    public IReadOnlyList<CelIssue> Issues { get; } = issues;
}
