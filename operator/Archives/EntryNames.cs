using System.Globalization;
using System.Text;

namespace SegmentOperator.Archives;

/// <summary>
/// The names in a package, checked one after another. A name is safe when every reader (this one, an inspector, the target, a
/// file system that ignores case) understands the same thing by it.
/// </summary>
internal sealed class EntryNames
{
    private const int LongestName = 1024;
    private const int LongestSegment = 255;

    // True for a file, false for a folder that a file lies in or that was named itself.
    private readonly Dictionary<string, (string Name, bool IsFile)> seen = new(StringComparer.Ordinal);

    /// <summary>Why this entry is not safe; null when it is.</summary>
    public string? Add(string name, bool isFolder)
    {
        var path = isFolder && name.EndsWith('/') ? name[..^1] : name;
        if (Check(path) is { } problem)
            return $"the name {EntryText.Show(name)} {problem}";
        var folded = path.ToUpperInvariant();
        if (seen.TryGetValue(folded, out var other) && (!isFolder || other.IsFile || other.Name != path))
        {
            return other.Name == path
                ? $"the name {EntryText.Show(name)} occurs twice"
                : $"the names {EntryText.Show(other.Name)} and {EntryText.Show(name)} differ only in case";
        }

        seen[folded] = (path, !isFolder);
        return AddParents(path);
    }

    private string? AddParents(string path)
    {
        for (var slash = path.LastIndexOf('/'); slash > 0; slash = path.LastIndexOf('/', slash - 1))
        {
            var parent = path[..slash];
            var folded = parent.ToUpperInvariant();
            if (!seen.TryGetValue(folded, out var known))
                seen[folded] = (parent, false);
            else if (known.IsFile)
                return $"the name {EntryText.Show(known.Name)} is a file and the folder of another";
            else if (known.Name != parent)
                return $"the names {EntryText.Show(known.Name)} and {EntryText.Show(parent)} differ only in case";
        }

        return null;
    }

    private static string? Check(string path)
    {
        if (path.Length is 0 or > LongestName)
            return $"must have 1 to {LongestName} characters";
        if (path[0] == '/')
            return "is absolute";
        if (path.Contains('\\'))
            return "has a backslash";
        if (path.Length > 1 && path[1] == ':')
            return "begins with a drive";
        foreach (var rune in path.EnumerateRunes())
        {
            if (Rune.IsControl(rune) || rune == Rune.ReplacementChar)
                return "has a control character or one that is not Unicode";
            // Composed and decomposed spellings would be one name to some readers and two to others.
            if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.Format)
                return "has a combining or invisible character";
        }

        foreach (var segment in path.Split('/'))
        {
            if (segment is "" or "." or "..")
                return "leads through '.', '..' or an empty folder name";
            if (segment.Length > LongestSegment)
                return $"has a part of more than {LongestSegment} characters";
            if (segment[^1] is '.' or ' ')
                return "has a part that ends with a dot or a space";
        }

        return null;
    }
}
