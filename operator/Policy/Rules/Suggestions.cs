using SegmentOperator.Policy.Cel;
using SegmentOperator.Policy.Inputs;

namespace SegmentOperator.Policy.Rules;

/// <summary>What may have been meant by a name that does not exist.</summary>
internal static class Suggestions
{
    private const int MostEdits = 3;
    private static readonly string[] Functions = [.. InputTypes.Environment.FunctionNames, "all", "exists", "exists_one", "existsOne", "filter", "map", "has"];

    public static string? For(CelIssue issue)
    {
        var name = Quoted(issue.Message);
        if (name is null)
            return null;
        IEnumerable<string> candidates = issue.Message.StartsWith("undefined field", StringComparison.Ordinal) ? InputTypes.FieldNames : [.. InputTypes.VariableNames, .. Functions];
        return Nearest(name, candidates);
    }

    /// <summary>The nearest of the candidates; null where none is near.</summary>
    public static string? Nearest(string name, IEnumerable<string> candidates) => candidates
        .Where(candidate => candidate != name)
        .Select(candidate => (candidate, Edits: Distance(name.ToLowerInvariant(), candidate.ToLowerInvariant())))
        .Where(pair => pair.Edits <= Math.Min(MostEdits, Math.Max(1, name.Length / 2)))
        .OrderBy(pair => pair.Edits).ThenBy(pair => Math.Abs(pair.candidate.Length - name.Length)).ThenBy(pair => pair.candidate, StringComparer.Ordinal)
        .Select(pair => pair.candidate)
        .FirstOrDefault();

    private static string? Quoted(string message)
    {
        var start = message.IndexOf('\'', StringComparison.Ordinal);
        var end = start < 0 ? -1 : message.IndexOf('\'', start + 1);
        return end > start ? message[(start + 1)..end] : null;
    }

    private static int Distance(string left, string right)
    {
        var row = new int[right.Length + 1];
        for (var j = 0; j < row.Length; j++)
            row[j] = j;
        for (var i = 1; i <= left.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j < row.Length; j++)
            {
                var above = row[j];
                row[j] = Math.Min(Math.Min(above, row[j - 1]) + 1, diagonal + (left[i - 1] == right[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }

        return row[^1];
    }
}
