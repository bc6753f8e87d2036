using SegmentOperator.Archives;

namespace SegmentOperator.Policy.Inspection.Sources;

/// <summary>The files of a zip.</summary>
internal sealed class ZipSource : IPackageSource
{
    private readonly Stream _zip;
    private readonly List<ZipEntry> _files;
    private readonly UnpackBudget _budget;

    /// <exception cref="PackageUnsafeException">The zip is damaged or can be read in two ways.</exception>
    public ZipSource(Stream zip, ArchiveLimits limits)
    {
        _zip = zip;
        _budget = new UnpackBudget(limits);
        var names = new EntryNames();
        _files = [];
        foreach (var entry in ZipDirectory.Read(zip, limits))
        {
            _budget.AddEntry();
            if (names.Add(entry.Name, entry.IsFolder) is { } problem)
                throw new PackageUnsafeException(problem);
            if (!entry.IsFolder)
                _files.Add(entry);
        }

        Names = [.. _files.Select(file => file.Name)];
    }

    public IReadOnlyList<string> Names { get; }

    public IEnumerable<PackageFile> Files(CancellationToken cancellationToken)
    {
        var content = new ZipContent(_zip, _budget);
        foreach (var entry in _files)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return new PackageFile(entry.Name, entry.Size, () => content.Open(entry));
        }

        _budget.CheckRatio(_zip.Length);
    }
}
