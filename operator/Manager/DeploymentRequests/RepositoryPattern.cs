namespace SegmentOperator.Manager.DeploymentRequests;

/// <summary>
/// A segment's pattern for repositories: <c>*</c> stands for any characters within one path segment, a trailing <c>/**</c> for everything
/// below. Matches in time linear in the text for each star.
/// </summary>
internal static class RepositoryPattern
{
    private const string Below = "/**";

    public static bool Matches(string pattern, string repository)
    {
        var deep = pattern.EndsWith(Below, StringComparison.Ordinal);
        var wanted = (deep ? pattern[..^Below.Length] : pattern).Split('/');
        var given = repository.Split('/');
        if (deep ? given.Length <= wanted.Length : given.Length != wanted.Length)
            return false;
        return wanted.Zip(given).All(pair => SegmentMatches(pair.First, pair.Second));
    }

    /// <summary>Greedy from the left: the first place that each literal fits is as good as any later one, the last must fit at the end.</summary>
    private static bool SegmentMatches(string pattern, string text)
    {
        var literals = pattern.Split('*');
        if (literals.Length == 1)
            return pattern == text;
        var (first, last) = (literals[0], literals[^1]);
        if (text.Length < first.Length + last.Length || !text.StartsWith(first, StringComparison.Ordinal) || !text.EndsWith(last, StringComparison.Ordinal))
            return false;
        var middle = text[first.Length..^last.Length];
        foreach (var literal in literals[1..^1])
        {
            var found = middle.IndexOf(literal, StringComparison.Ordinal);
            if (found < 0)
                return false;
            middle = middle[(found + literal.Length)..];
        }

        return true;
    }
}
