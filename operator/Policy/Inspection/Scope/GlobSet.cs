using System.Collections.Frozen;

namespace SegmentOperator.Policy.Inspection.Scope;

/// <summary>Several patterns, of which most are plain names.</summary>
internal sealed class GlobSet(IEnumerable<string> patterns)
{
    private readonly FrozenSet<string> _names = patterns.Where(pattern => !pattern.Contains('*', StringComparison.Ordinal)).ToFrozenSet(StringComparer.OrdinalIgnoreCase);
    private readonly string[] _patterns = [.. patterns.Where(pattern => pattern.Contains('*', StringComparison.Ordinal))];

    public bool IsEmpty => _names.Count == 0 && _patterns.Length == 0;

    public bool Matches(string text) => _names.Contains(text) || Array.Exists(_patterns, pattern => Glob.Matches(pattern, text));
}
