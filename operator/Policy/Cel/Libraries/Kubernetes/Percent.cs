using System.Globalization;
using System.Text;

namespace SegmentOperator.Policy.Cel.Libraries;

/// <summary>Percent-encoding of URLs.</summary>
internal static class Percent
{
    private const string PathCharacters = "-._~!$&'()*+,;=:@/[]%";

    /// <summary>Null where a percent sign is not followed by two hexadecimal digits.</summary>
    public static string? Decode(string text)
    {
        if (!text.Contains('%', StringComparison.Ordinal))
            return text;
        var octets = new List<byte>(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '%')
            {
                var length = char.IsHighSurrogate(text[i]) && i + 1 < text.Length ? 2 : 1;
                octets.AddRange(Encoding.UTF8.GetBytes(text.Substring(i, length)));
                i += length - 1;
                continue;
            }

            if (i + 2 >= text.Length
                || !byte.TryParse(text.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var octet))
            {
                return null;
            }

            octets.Add(octet);
            i += 2;
        }

        return Encoding.UTF8.GetString([.. octets]);
    }

    public static bool IsEncodedPath(string path) =>
        path.All(c => char.IsAsciiLetterOrDigit(c) || PathCharacters.Contains(c, StringComparison.Ordinal));

    public static string EncodePath(string path)
    {
        var result = new StringBuilder(path.Length);
        foreach (var octet in Encoding.UTF8.GetBytes(path))
        {
            var c = (char)octet;
            if (char.IsAsciiLetterOrDigit(c) || "-._~$&+,/:;=@".Contains(c, StringComparison.Ordinal))
                result.Append(c);
            else
                result.Append('%').Append(octet.ToString("X2", CultureInfo.InvariantCulture));
        }

        return result.ToString();
    }
}
