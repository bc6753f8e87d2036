namespace SegmentOperator.Oci;

/// <summary>One challenge of a WWW-Authenticate header (RFC 9110, 11.6.1): a scheme and its parameters.</summary>
internal sealed record Challenge(string Scheme, IReadOnlyDictionary<string, string> Parameters)
{
    private const int LongestHeader = 8 * 1024;

    public bool IsBearer => string.Equals(Scheme, "Bearer", StringComparison.OrdinalIgnoreCase);

    public bool IsBasic => string.Equals(Scheme, "Basic", StringComparison.OrdinalIgnoreCase);

    public string? this[string parameter] => Parameters.GetValueOrDefault(parameter);

    /// <summary>The challenges in a header's value; what cannot be read is left out.</summary>
    public static IReadOnlyList<Challenge> Read(string header)
    {
        var challenges = new List<Challenge>();
        if (header.Length > LongestHeader) return challenges;
        Dictionary<string, string>? parameters = null;
        var i = 0;
        while (i < header.Length)
        {
            while (i < header.Length && header[i] is ' ' or ',' or '\t') i++;
            var start = i;
            while (i < header.Length && IsTokenCharacter(header[i])) i++;
            var word = header[start..i];
            if (word.Length == 0) break;
            var space = i;
            while (i < header.Length && header[i] == ' ') i++;
            if (i < header.Length && header[i] == '=')
            {
                if (!ReadValue(header, ref i, out var value)) break;
                parameters?.TryAdd(word, value);
                continue;
            }

            i = space;
            parameters = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
            challenges.Add(new Challenge(word, parameters));
        }

        return challenges;
    }

    private static bool ReadValue(string header, ref int i, out string value)
    {
        value = string.Empty;
        i++;
        while (i < header.Length && header[i] == ' ') i++;
        if (i >= header.Length) return false;
        if (header[i] != '"')
        {
            var start = i;
            while (i < header.Length && header[i] is not (',' or ' ')) i++;
            value = header[start..i];
            return true;
        }

        var text = new System.Text.StringBuilder();
        for (i++; i < header.Length; i++)
        {
            if (header[i] == '"')
            {
                i++;
                value = text.ToString();
                return true;
            }

            if (header[i] == '\\' && i + 1 < header.Length) i++;
            text.Append(header[i]);
        }

        return false;
    }

    private static bool IsTokenCharacter(char c) => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c, StringComparison.Ordinal);
}
