namespace SegmentOperator.Sigstore;

/// <summary>A text with <c>*</c> for any characters, matched as a whole, in linear time but for the stars.</summary>
internal static class Glob
{
    public static bool Matches(string pattern, string value)
    {
        var (p, v, star, retry) = (0, 0, -1, 0);
        while (v < value.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                (star, retry) = (p++, v);
            }
            else if (p < pattern.Length && pattern[p] == value[v])
            {
                p++;
                v++;
            }
            else if (star >= 0)
            {
                (p, v) = (star + 1, ++retry);
            }
            else
            {
                return false;
            }
        }

        return pattern.AsSpan(p).TrimStart('*').IsEmpty;
    }
}
