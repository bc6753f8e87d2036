namespace SegmentOperator.Runner;

/// <summary>Foreign text on its way into a log line or a result.</summary>
internal static class Text
{
    private const int Longest = 300;

    /// <summary>One line, without control characters, at most 300 characters: nobody writes log lines in our name.</summary>
    public static string Clean(string? text, int longest = Longest)
    {
        if (string.IsNullOrEmpty(text))
            return "";
        var cut = text.Length <= longest ? text : string.Concat(text.AsSpan(0, longest), "…");
        return cut.Any(char.IsControl) || cut.Any(char.IsSurrogate)
            ? string.Create(cut.Length, cut, static (span, source) =>
            {
                for (var i = 0; i < span.Length; i++)
                    span[i] = char.IsControl(source[i]) || char.IsSurrogate(source[i]) ? ' ' : source[i];
            })
            : cut;
    }

    /// <summary>The text in quotes, cleaned.</summary>
    public static string Show(string text) => $"'{Clean(text, 120)}'";
}
