namespace SegmentOperator.SalesforceSim;

/// <summary>Salesforce ids: a key prefix, a counter, and the three characters that make them safe in case-insensitive places.</summary>
internal sealed class SimIds
{
    private const string Base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const string Base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";
    private long last;

    public string Next(string prefix)
    {
        var n = Interlocked.Increment(ref last);
        var id = new char[15];
        prefix.CopyTo(id);
        "xx0".CopyTo(id.AsSpan(3));
        for (var i = 14; i >= 6; i--)
        {
            id[i] = Base62[(int)(n % 62)];
            n /= 62;
        }

        return new string(id) + Suffix(id);
    }

    /// <summary>The 18-character form of an id of 15 or 18 characters; what is neither comes back as it is.</summary>
    public static string Normalize(string id) => id.Length == 15 ? id + Suffix(id) : id;

    private static string Suffix(ReadOnlySpan<char> id)
    {
        Span<char> suffix = stackalloc char[3];
        for (var group = 0; group < 3; group++)
        {
            var bits = 0;
            for (var i = 0; i < 5; i++)
            {
                if (char.IsAsciiLetterUpper(id[(group * 5) + i]))
                    bits |= 1 << i;
            }

            suffix[group] = Base32[bits];
        }

        return new string(suffix);
    }
}
