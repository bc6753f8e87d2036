using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using SegmentOperator.RunContract;

namespace SegmentOperator.Runner.Packages;

/// <summary>The files of a Kubernetes package, in memory: nothing is written under a name that the package chose.</summary>
internal static class ManifestArchive
{
    /// <summary>Manifests are text that people write; 64 MiB of them is a package for something else.</summary>
    private const long MostBytes = 64L * 1024 * 1024;

    /// <exception cref="PackageUnsafeException">It must not be deployed.</exception>
    public static IReadOnlyList<(string Name, string Text)> Read(string path, RunLimits limits, CancellationToken cancellationToken)
    {
        var files = new List<(string, string)>();
        var names = new EntryNames();
        var budget = new UnpackBudget(limits.ForArchive() with
        {
            MaxFileBytes = Math.Min(limits.MaxFileBytes, MostBytes),
            MaxTotalBytes = Math.Min(limits.MaxTotalBytes, MostBytes),
        });
        using var packed = File.OpenRead(path);
        try
        {
            using var gzip = new GZipStream(packed, CompressionMode.Decompress);
            using var tar = new TarReader(gzip);
            while (tar.GetNextEntry() is { } entry)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (ReadEntry(entry, names, budget, packed.Length) is { } file)
                    files.Add(file);
            }
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or DecoderFallbackException or OverflowException or ArgumentException or FormatException or NotSupportedException)
        {
            throw new PackageUnsafeException("it is not a gzipped tar of UTF-8 text", e);
        }

        return files.Count > 0 ? files : throw new PackageUnsafeException("it has no manifest");
    }

    private static (string Name, string Text)? ReadEntry(TarEntry entry, EntryNames names, UnpackBudget budget, long packedBytes)
    {
        if (entry.EntryType == TarEntryType.GlobalExtendedAttributes)
            return null;
        budget.AddEntry();
        var isFolder = entry.EntryType == TarEntryType.Directory;
        var name = entry.Name.StartsWith("./", StringComparison.Ordinal) ? entry.Name[2..] : entry.Name;
        // tar writes the folder itself as "./".
        if (isFolder && name.Length == 0)
            return null;
        if (names.Add(name, isFolder) is { } problem)
            throw new PackageUnsafeException(problem);
        if (isFolder)
            return null;
        if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile))
            throw new PackageUnsafeException($"{Text.Show(name)} is a link or a special file");
        // A file that is no manifest would have been approved and then not deployed.
        if (Path.GetExtension(name) is not (".yaml" or ".yml" or ".json"))
            throw new PackageUnsafeException($"{Text.Show(name)} is no manifest; only .yaml, .yml and .json files belong in the package");
        return (name, ReadText(entry, name, budget, packedBytes));
    }

    private static string ReadText(TarEntry entry, string name, UnpackBudget budget, long packedBytes)
    {
        using var text = new MemoryStream();
        var buffer = new byte[16 * 1024];
        for (int read; entry.DataStream is { } data && (read = data.Read(buffer)) > 0;)
        {
            text.Write(buffer, 0, read);
            budget.AddBytes(name, read, text.Length, packedBytes);
        }

        return new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(text.GetBuffer(), 0, (int)text.Length);
    }
}
