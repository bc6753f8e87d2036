namespace SegmentOperator.Policy.Cel;

/// <summary>Text as CEL sees it, a sequence of code points. Text without surrogates, which is nearly all, is counted as it lies.</summary>
internal static class CodePoints
{
    private static readonly System.Buffers.SearchValues<char> Surrogates =
        System.Buffers.SearchValues.Create([.. Enumerable.Range(0xD800, 0x800).Select(c => (char)c)]);

    public static bool HasSurrogates(ReadOnlySpan<char> text) => text.ContainsAny(Surrogates);

    public static int Count(ReadOnlySpan<char> text)
    {
        if (!HasSurrogates(text))
            return text.Length;
        var count = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (!IsPairAt(text, i))
                count++;
        }

        return count;
    }

    /// <summary>The UTF-16 offset of a code point; the length where there are not so many.</summary>
    public static int OffsetOf(string text, long codePoint)
    {
        if (!HasSurrogates(text))
            return (int)Math.Min(codePoint, text.Length);
        var offset = 0;
        for (long i = 0; i < codePoint && offset < text.Length; i++)
            offset += IsPairAt(text, offset) ? 2 : 1;
        return offset;
    }

    /// <summary>Compares by code point; UTF-16 order differs where surrogates meet the private use area.</summary>
    public static int Compare(string a, string b)
    {
        var common = Math.Min(a.Length, b.Length);
        for (var i = 0; i < common; i++)
        {
            var (x, y) = (a[i], b[i]);
            if (x == y)
                continue;
            if (char.IsSurrogate(x) == char.IsSurrogate(y))
                return x.CompareTo(y);
            return char.IsSurrogate(x) ? 1 : -1;
        }

        return a.Length.CompareTo(b.Length);
    }

    private static bool IsPairAt(ReadOnlySpan<char> text, int offset) =>
        offset + 1 < text.Length && char.IsHighSurrogate(text[offset]) && char.IsLowSurrogate(text[offset + 1]);
}
