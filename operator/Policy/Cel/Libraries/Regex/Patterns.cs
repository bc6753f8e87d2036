using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace SegmentOperator.Policy.Cel.Libraries;

/// <summary>
/// Regular expressions in the syntax of RE2, matched in time linear in the text. Compiled ones are kept, up to a number, since
/// rules use the same few again and again.
/// </summary>
internal static class Patterns
{
    private const int Kept = 256;
    private static readonly ConcurrentDictionary<string, Regex> Cache = new(StringComparer.Ordinal);

    public static bool TryGet(string pattern, [NotNullWhen(true)] out Regex? regex, out CelValue error)
    {
        error = default;
        if (Cache.TryGetValue(pattern, out regex))
            return true;
        try
        {
            regex = new Regex(Re2.ToDotNet(pattern), RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            error = CelValue.Error($"error parsing regexp: {e.Message}");
            return false;
        }

        if (Cache.Count >= Kept)
            Cache.Clear();
        Cache[pattern] = regex;
        return true;
    }
}
