namespace SegmentOperator.Policy.Cel.Syntax;

/// <summary>Finds lines and columns in an expression's text.</summary>
internal static class SourceText
{
    public static CelIssue IssueAt(string source, int position, string message)
    {
        position = Math.Clamp(position, 0, source.Length);
        var start = position == 0 ? 0 : source.LastIndexOf('\n', position - 1) + 1;
        var end = source.IndexOf('\n', position);
        if (end < 0)
            end = source.Length;
        var line = 1 + source.AsSpan(0, start).Count('\n');
        var column = CodePoints.Count(source.AsSpan(start, position - start));
        return new CelIssue(line, column, message, source[start..end]);
    }
}
