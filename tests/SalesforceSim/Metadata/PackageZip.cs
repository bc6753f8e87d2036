using System.IO.Compression;

namespace SegmentOperator.SalesforceSim.Metadata;

/// <summary>A deployed zip's files below the folder that package.xml is in, by their path.</summary>
internal sealed class PackageZip
{
    private const long MaxBytes = 400L * 1024 * 1024;
    private const int MaxFiles = 10_000;

    private PackageZip(string root, SortedDictionary<string, byte[]> files)
    {
        Root = root;
        Files = files;
    }

    /// <summary>The top folder with a slash, or nothing: file names in messages carry it.</summary>
    public string Root { get; }

    public IReadOnlyDictionary<string, byte[]> Files { get; }

    public static PackageZip Read(byte[] zip, bool singlePackage)
    {
        var files = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        try
        {
            using var archive = new ZipArchive(new MemoryStream(zip), ZipArchiveMode.Read);
            var total = 0L;
            foreach (var entry in archive.Entries.Where(e => !e.FullName.EndsWith('/')))
            {
                total += entry.Length;
                if (total > MaxBytes || files.Count >= MaxFiles)
                    throw new SalesforceException(400, "LIMIT_EXCEEDED", "Maximum size of request reached. Maximum size of request is 400 MB");
                using var content = new MemoryStream();
                using (var stream = entry.Open())
                    stream.CopyTo(content);
                files[entry.FullName] = content.ToArray();
            }
        }
        catch (InvalidDataException)
        {
            throw new SalesforceException(400, "INVALID_ZIP_FILE", "Zip file could not be opened");
        }

        // A single package lies at the root; otherwise every package has a folder, and this org takes exactly one.
        var root = files.ContainsKey("package.xml") || singlePackage ? "" : TopFolder(files.Keys);
        var below = files.Where(f => f.Key.StartsWith(root, StringComparison.Ordinal))
            .ToDictionary(f => f.Key[root.Length..], f => f.Value, StringComparer.Ordinal);
        return new PackageZip(root, new SortedDictionary<string, byte[]>(below, StringComparer.Ordinal));
    }

    private static string TopFolder(IEnumerable<string> names)
    {
        var roots = names.Where(n => n.EndsWith("/package.xml", StringComparison.Ordinal) && n.Count(c => c == '/') == 1).ToList();
        return roots.Count == 1 ? roots[0][..^"package.xml".Length] : "";
    }
}
