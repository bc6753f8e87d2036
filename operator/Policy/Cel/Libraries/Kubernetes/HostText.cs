namespace SegmentOperator.Policy.Cel.Libraries;

/// <summary>Host names in URLs: which characters may stand there, and which may be escaped.</summary>
internal static class HostText
{
    private const string Signs = "!$&'()*+,;=:[]<>\"-._~";

    /// <summary>The text without escapes; the problem is null where there is none.</summary>
    public static string Decode(string text, bool isZone, out string? problem)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '%' && !IsEscape(text.AsSpan(i), isZone))
            {
                problem = $"invalid URL escape \"{text[i..Math.Min(text.Length, i + 3)]}\"";
                return "";
            }

            if (c != '%' && char.IsAscii(c) && !IsHostCharacter(c))
            {
                problem = $"invalid character \"{c}\" in host name";
                return "";
            }
        }

        problem = null;
        return Percent.Decode(text) ?? "";
    }

    /// <summary>Only what is no ASCII may be escaped in a host, and a percent sign; a zone may also have spaces and the host's own characters.</summary>
    private static bool IsEscape(ReadOnlySpan<char> text, bool isZone)
    {
        if (text.Length < 3 || !char.IsAsciiHexDigit(text[1]) || !char.IsAsciiHexDigit(text[2]))
            return false;
        var octet = Convert.ToByte(text[1..3].ToString(), 16);
        return octet == '%' || (isZone ? octet == ' ' || (octet < 0x80 && IsHostCharacter((char)octet)) : octet >= 0x80);
    }

    private static bool IsHostCharacter(char c) => char.IsAsciiLetterOrDigit(c) || Signs.Contains(c, StringComparison.Ordinal);
}
