using System.Globalization;
using System.Text;

namespace SegmentOperator.Policy.Cel.Syntax;

/// <summary>Turns the inside of a literal into text or octets. Line ends become a single line feed.</summary>
internal static class Unescape
{
    public static string Text(string content, bool raw, int position)
    {
        if (!content.AsSpan().ContainsAny('\\', '\r'))
            return WellFormed(content, position);
        var result = new StringBuilder(content.Length);
        Walk(content, raw, position, isBytes: false, c => result.Append(c), octet => result.Append((char)octet));
        return WellFormed(result.ToString(), position);
    }

    public static byte[] Bytes(string content, bool raw, int position)
    {
        var result = new List<byte>(content.Length);
        Walk(content, raw, position, isBytes: true, c => result.AddRange(Encoding.UTF8.GetBytes(c)), result.Add);
        return [.. result];
    }

    private static string WellFormed(string text, int position)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i]))
                continue;
            if (i + 1 >= text.Length || !char.IsSurrogatePair(text[i], text[i + 1]))
                throw new CelSyntaxException(position, "invalid unicode code point: unpaired surrogate");
            i++;
        }

        return text;
    }

    private static void Walk(string content, bool raw, int position, bool isBytes, Action<string> text, Action<byte> octet)
    {
        for (var i = 0; i < content.Length; i++)
        {
            var c = content[i];
            if (c == '\r')
            {
                text("\n");
                if (i + 1 < content.Length && content[i + 1] == '\n')
                    i++;
            }
            else if (c != '\\' || raw)
            {
                var length = i + 1 < content.Length && char.IsSurrogatePair(c, content[i + 1]) ? 2 : 1;
                if (length == 1 && char.IsSurrogate(c))
                    throw new CelSyntaxException(position, "invalid unicode code point: unpaired surrogate");
                text(content.Substring(i, length));
                i += length - 1;
            }
            else
            {
                i += Escape(content.AsSpan(i + 1), position, isBytes, text, octet);
            }
        }
    }

    /// <summary>Handles what follows a backslash; returns its length.</summary>
    private static int Escape(ReadOnlySpan<char> rest, int position, bool isBytes, Action<string> text, Action<byte> octet)
    {
        var c = rest.IsEmpty ? '\0' : rest[0];
        if ("abfnrtv".IndexOf(c, StringComparison.Ordinal) is var known and >= 0)
        {
            text("\a\b\f\n\r\t\v"[known].ToString());
            return 1;
        }

        switch (c)
        {
            case '\\' or '?' or '"' or '\'' or '`':
                text(c.ToString());
                return 1;
            case 'x' or 'X':
                octet((byte)Digits(rest, 1, 2, 16, position));
                return 3;
            case >= '0' and <= '3':
                octet((byte)Digits(rest, 0, 3, 8, position));
                return 3;
            case 'u' when !isBytes:
                text(CodePoint(Digits(rest, 1, 4, 16, position), position));
                return 5;
            case 'U' when !isBytes:
                text(CodePoint(Digits(rest, 1, 8, 16, position), position));
                return 9;
            default:
                throw new CelSyntaxException(position, $"unable to unescape string: \\{c}");
        }
    }

    private static long Digits(ReadOnlySpan<char> rest, int start, int count, int radix, int position)
    {
        long value = 0;
        for (var i = start; i < start + count; i++)
        {
            var digit = i < rest.Length && char.IsAsciiHexDigit(rest[i])
                ? int.Parse(rest.Slice(i, 1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)
                : radix;
            if (digit >= radix)
                throw new CelSyntaxException(position, "unable to unescape string: an escape sequence is too short");
            value = (value * radix) + digit;
        }

        return value;
    }

    private static string CodePoint(long value, int position) =>
        value <= 0x10FFFF && Rune.IsValid((int)value)
            ? new Rune((int)value).ToString()
            : throw new CelSyntaxException(position, "invalid unicode code point");
}
