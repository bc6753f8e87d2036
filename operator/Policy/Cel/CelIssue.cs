namespace SegmentOperator.Policy.Cel;

/// <summary>Something wrong with an expression's text.</summary>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 0, in code points.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="SourceLine">The line it is on.</param>
public sealed record CelIssue(int Line, int Column, string Message, string SourceLine)
{
    /// <summary>
    /// The form that Kubernetes shows: <c>ERROR: &lt;input&gt;:1:6: message</c>, the line, and a caret below the place.
    /// The column in the text counts from 1.
    /// </summary>
    public override string ToString() =>
        $"ERROR: <input>:{Line}:{Column + 1}: {Message}\n | {SourceLine.Replace('\t', ' ')}\n | {new string('.', Column)}^";
}
