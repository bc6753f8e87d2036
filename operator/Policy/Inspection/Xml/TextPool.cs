namespace SegmentOperator.Policy.Inspection.Xml;

/// <summary>
/// Keeps short texts once: thousands of files say <c>true</c>, and thousands of permission sets name the same fields. Bounded; what comes
/// when it is full is not kept.
/// </summary>
internal sealed class TextPool
{
    private const int LongestKept = 64;
    private const int MostKept = 16 * 1024;
    private readonly HashSet<string> _texts = new(StringComparer.Ordinal);
    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _lookup;

    public TextPool() => _lookup = _texts.GetAlternateLookup<ReadOnlySpan<char>>();

    public string Get(ReadOnlySpan<char> text)
    {
        if (text.Length is 0 or > LongestKept)
            return text.ToString();
        if (_lookup.TryGetValue(text, out var known))
            return known;
        var made = text.ToString();
        if (_texts.Count < MostKept)
            _texts.Add(made);
        return made;
    }
}
