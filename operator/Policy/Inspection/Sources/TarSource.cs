using System.Formats.Tar;
using System.IO.Compression;
using SegmentOperator.Archives;

namespace SegmentOperator.Policy.Inspection.Sources;

/// <summary>The files of a gzipped tar, in the order in which they come.</summary>
internal sealed class TarSource(Stream packed, ArchiveLimits limits) : IPackageSource
{
    public IReadOnlyList<string>? Names => null;

    public IEnumerable<PackageFile> Files(CancellationToken cancellationToken)
    {
        var (names, budget) = (new EntryNames(), new UnpackBudget(limits));
        TarHeaders.Check(packed, limits);
        using var gzip = new GZipStream(packed, CompressionMode.Decompress, leaveOpen: true);
        using var tar = new TarReader(gzip);
        while (Next(tar) is { } entry)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (entry.EntryType == TarEntryType.GlobalExtendedAttributes)
                continue;
            budget.AddEntry();
            var isFolder = entry.EntryType == TarEntryType.Directory;
            var name = entry.Name.StartsWith("./", StringComparison.Ordinal) ? entry.Name[2..] : entry.Name;
            if (isFolder && name.Length == 0)
                continue;
            if (names.Add(name, isFolder) is { } problem)
                throw new PackageUnsafeException(problem);
            if (isFolder)
                continue;
            if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile))
                throw new PackageUnsafeException($"{EntryText.Show(name)} is a link or a special file");
            yield return new PackageFile(name, entry.Length, () => new BudgetStream(entry.DataStream ?? Stream.Null, name, budget, packed.Length));
        }
    }

    private static TarEntry? Next(TarReader tar)
    {
        try
        {
            return tar.GetNextEntry();
        }
        // A header may say a time or a size that no number holds: the reader does not foresee that.
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or OverflowException or ArgumentException or FormatException or NotSupportedException)
        {
            throw new PackageUnsafeException("it is not a gzipped tar", e);
        }
    }
}
