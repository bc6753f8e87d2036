using System.Xml;
using SegmentOperator.RunContract;

namespace SegmentOperator.Runner.Packages;

/// <summary>A Metadata API zip that was read from its first byte to its last and found safe.</summary>
/// <param name="IsSinglePackage">package.xml lies at the root, and not in one top folder.</param>
/// <param name="Files">How many files it has.</param>
/// <param name="Bytes">How many bytes they have.</param>
internal sealed record SalesforcePackage(bool IsSinglePackage, int Files, long Bytes)
{
    private const string Manifest = "package.xml";
    private const int MaxManifestBytes = 4 * 1024 * 1024;

    /// <summary>
    /// Reads the zip through. Nothing is written anywhere: what goes to the org is the zip itself, byte for byte as it was
    /// approved, so that there is no name that could lead out of a directory of ours.
    /// </summary>
    /// <exception cref="PackageUnsafeException">It must not be deployed.</exception>
    public static SalesforcePackage Read(string path, RunLimits limits, CancellationToken cancellationToken)
    {
        using var zip = File.OpenRead(path);
        var entries = ZipDirectory.Read(zip, limits.ForArchive());
        var names = new EntryNames();
        var budget = new UnpackBudget(limits.ForArchive());
        foreach (var entry in entries)
        {
            budget.AddEntry();
            if (names.Add(entry.Name, entry.IsFolder) is { } problem)
                throw new PackageUnsafeException(problem);
        }

        var manifest = FindManifest(entries);
        var content = new ZipContent(zip, budget);
        foreach (var entry in entries)
        {
            if (entry == manifest)
                CheckManifest(content, entry, cancellationToken);
            else
                content.Read(entry, each: null, cancellationToken);
        }

        budget.CheckRatio(zip.Length);
        return new SalesforcePackage(manifest.Name == Manifest, entries.Count(e => !e.IsFolder), budget.TotalBytes);
    }

    private static ZipEntry FindManifest(IReadOnlyList<ZipEntry> entries)
    {
        if (entries.FirstOrDefault(e => e.Name == Manifest) is { } atRoot)
            return atRoot;
        var inFolders = entries.Where(e => e.Name.EndsWith("/" + Manifest, StringComparison.Ordinal) && e.Name.Count(c => c == '/') == 1).ToList();
        if (inFolders is not [var manifest])
            throw new PackageUnsafeException("it has no package.xml at its root or in exactly one top folder");
        // The org would take each top folder for a package of its own.
        var folder = manifest.Name[..^Manifest.Length];
        var outside = entries.FirstOrDefault(e => !e.Name.StartsWith(folder, StringComparison.Ordinal));
        return outside is null
            ? manifest
            : throw new PackageUnsafeException($"{Text.Show(outside.Name)} lies outside of the package's folder {Text.Show(folder)}");
    }

    private static void CheckManifest(ZipContent content, ZipEntry entry, CancellationToken cancellationToken)
    {
        using var bytes = new MemoryStream();
        if (entry.Size > MaxManifestBytes)
            throw new PackageUnsafeException($"{Text.Show(entry.Name)} is larger than {MaxManifestBytes} bytes");
        content.Read(entry, piece => bytes.Write(piece), cancellationToken);
        bytes.Position = 0;
        var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null };
        try
        {
            using var reader = XmlReader.Create(bytes, settings);
            reader.MoveToContent();
            if (reader.LocalName != "Package")
                throw new PackageUnsafeException($"{Text.Show(entry.Name)} is not a package manifest");
            while (reader.Read())
            {
                // To its end: whether it is well-formed shows only there.
            }
        }
        catch (XmlException e)
        {
            throw new PackageUnsafeException($"{Text.Show(entry.Name)} is not well-formed XML", e);
        }
    }
}
