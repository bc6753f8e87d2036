namespace SegmentOperator.Archives;

/// <summary>Text that an archive chose, on its way into a message.</summary>
internal static class EntryText
{
    private const int Longest = 120;

    /// <summary>In quotes, on one line, without control characters, cut after 120 characters: nobody writes log lines in our name.</summary>
    public static string Show(string text)
    {
        var cut = text.Length <= Longest ? text : string.Concat(text.AsSpan(0, Longest), "…");
        return $"'{string.Concat(cut.Select(c => char.IsControl(c) || char.IsSurrogate(c) ? ' ' : c))}'";
    }
}
