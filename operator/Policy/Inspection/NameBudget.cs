using SegmentOperator.Archives;

namespace SegmentOperator.Policy.Inspection;

/// <summary>
/// Bounds the names that an inspection keeps. Nothing else that it keeps grows with a package's bytes: a file of 64 MiB may be one name.
/// </summary>
internal sealed class NameBudget
{
    private const int Longest = 1024;
    private const int Together = 16 * 1024 * 1024;
    private int _characters;

    /// <exception cref="PackageUnsafeException">The name is too long, or there are too many.</exception>
    public void Take(string name, string file)
    {
        if (name.Length > Longest)
            throw new PackageUnsafeException($"{EntryText.Show(file)} has the name {EntryText.Show(name)}, of {name.Length} characters; none has more than {Longest}");
        _characters += name.Length;
        if (_characters > Together)
            throw new PackageUnsafeException($"its names have more than {Together} characters together");
    }
}
