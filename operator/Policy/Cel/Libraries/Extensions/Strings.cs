using System.Text;

namespace SegmentOperator.Policy.Cel.Libraries;

/// <summary>Work on text by code point.</summary>
internal static class Strings
{
    private const string White = "\t\n\v\f\r \u0085\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u2028\u2029\u202F\u205F\u3000";

    public static CelValue CharAt(string text, long index)
    {
        var count = CodePoints.Count(text);
        if (index < 0 || index > count)
            return OutOfRange(index);
        return CelValue.Of(text[CodePoints.OffsetOf(text, index)..CodePoints.OffsetOf(text, Math.Min(index + 1, count))]);
    }

    public static CelValue IndexOf(string text, string part, long from)
    {
        if (from < 0)
            return OutOfRange(from);
        var count = CodePoints.Count(text);
        if (part.Length == 0)
            return CelValue.Of(Math.Min(from, count));
        if (from >= count)
            return CelValue.Of(-1L);
        return Position(text, text.IndexOf(part, CodePoints.OffsetOf(text, from), StringComparison.Ordinal));
    }

    public static CelValue LastIndexOf(string text, string part, long? from)
    {
        if (from < 0)
            return OutOfRange(from.Value);
        var count = CodePoints.Count(text);
        if (part.Length == 0)
            return CelValue.Of(Math.Min(from ?? count, count));
        if (from >= count)
            return CelValue.Of(-1L);
        var end = from is { } start ? Math.Min(CodePoints.OffsetOf(text, start) + part.Length, text.Length) : text.Length;
        return Position(text, text.AsSpan(0, end).LastIndexOf(part, StringComparison.Ordinal));
    }

    public static CelValue Join(CelList list, string separator)
    {
        var parts = new string[list.Count];
        for (var i = 0; i < parts.Length; i++)
        {
            if (list[i].Kind != CelKind.String)
                return CelValue.Error($"join: invalid input: {CelText.Plain(list[i])}");
            parts[i] = list[i].AsString();
        }

        return CelValue.Of(string.Join(separator, parts));
    }

    /// <summary>Replaces the first so many places; all of them when the number is negative. Empty text is found around each character.</summary>
    public static CelValue Replace(string text, string old, string with, long limit)
    {
        if (limit < 0 && old.Length > 0)
            return CelValue.Of(text.Replace(old, with, StringComparison.Ordinal));
        var result = new StringBuilder(text.Length);
        var at = 0;
        for (long done = 0; limit < 0 || done < limit; done++)
        {
            var found = old.Length > 0 ? text.IndexOf(old, at, StringComparison.Ordinal)
                : done == 0 ? 0
                : at < text.Length ? NextCharacter(text, at)
                : -1;
            if (found < 0)
                break;
            result.Append(text, at, found - at).Append(with);
            at = found + old.Length;
        }

        return CelValue.Of(result.Append(text, at, text.Length - at).ToString());
    }

    public static CelValue Split(string text, string separator, long limit)
    {
        if (limit == 0)
            return CelValue.Of(CelArrayList.Empty);
        List<CelValue> parts = [];
        var at = 0;
        while (limit < 0 || parts.Count < limit - 1)
        {
            var end = separator.Length > 0 ? text.IndexOf(separator, at, StringComparison.Ordinal)
                : at < text.Length ? NextCharacter(text, at)
                : -1;
            if (end < 0 || (separator.Length == 0 && end >= text.Length))
                break;
            parts.Add(CelValue.Of(text[at..end]));
            at = end + separator.Length;
        }

        if (separator.Length > 0 || at < text.Length)
            parts.Add(CelValue.Of(text[at..]));
        return CelValue.Of(CelList.Of([.. parts]));
    }

    public static CelValue Substring(string text, long start, long? end)
    {
        var count = CodePoints.Count(text);
        if (start > end)
            return CelValue.Error($"invalid substring range. start: {start}, end: {end}");
        if (start < 0 || start > count)
            return OutOfRange(start);
        if (end > count)
            return OutOfRange(end.Value);
        return CelValue.Of(text[CodePoints.OffsetOf(text, start)..CodePoints.OffsetOf(text, end ?? count)]);
    }

    public static string LowerAscii(string text) => Map(text, c => char.IsAsciiLetterUpper(c) ? (char)(c | 0x20) : c);

    public static string UpperAscii(string text) => Map(text, c => char.IsAsciiLetterLower(c) ? (char)(c & ~0x20) : c);

    public static string Trim(string text) => text.Trim(White.ToCharArray());

    public static string Reverse(string text)
    {
        var result = new StringBuilder(text.Length);
        for (var end = text.Length; end > 0;)
        {
            var start = end >= 2 && char.IsSurrogatePair(text[end - 2], text[end - 1]) ? end - 2 : end - 1;
            result.Append(text, start, end - start);
            end = start;
        }

        return result.ToString();
    }

    public static string Quote(string text)
    {
        var result = new StringBuilder("\"", text.Length + 2);
        foreach (var rune in text.EnumerateRunes())
        {
            var escape = "\a\b\f\n\r\t\v\\\"".IndexOf((char)rune.Value, StringComparison.Ordinal);
            if (rune.IsAscii && escape >= 0)
                result.Append('\\').Append("abfnrtv\\\""[escape]);
            else
                result.Append(rune.ToString());
        }

        return result.Append('"').ToString();
    }

    private static string Map(string text, Func<char, char> change) => string.Create(text.Length, (text, change), (to, from) =>
    {
        for (var i = 0; i < to.Length; i++)
            to[i] = from.change(from.text[i]);
    });

    private static int NextCharacter(string text, int at) =>
        at + 1 < text.Length && char.IsSurrogatePair(text[at], text[at + 1]) ? at + 2 : at + 1;

    private static CelValue Position(string text, int offset) =>
        CelValue.Of(offset < 0 ? -1L : CodePoints.Count(text.AsSpan(0, offset)));

    public static CelValue OutOfRange(long index) => CelValue.Error($"index out of range: {index}");
}
