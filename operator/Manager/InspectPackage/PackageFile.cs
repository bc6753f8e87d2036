using System.IO.Compression;
using SegmentOperator.Policy.Inspection;

namespace SegmentOperator.Manager.InspectPackage;

/// <summary>A package on this machine: a folder, a zip, or a gzipped tar. What it is is told by its first bytes, not by its name.</summary>
internal static class PackageFile
{
    private static readonly string[] NotContent = [".git", ".sf", ".sfdx", "node_modules"];

    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="FormatException">It is none of the three.</exception>
    public static InspectionOutcome Inspect(string path, InspectionOptions options, CancellationToken cancellationToken = default)
    {
        using var stream = Directory.Exists(path) ? Pack(path) : File.OpenRead(path);
        return Inspect(stream, path, options, cancellationToken);
    }

    /// <param name="packed">The packed bytes; seekable.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="options">How. Manifests of Kubernetes are asked for by the caller: a tar may hold anything.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public static InspectionOutcome Inspect(Stream packed, string name, InspectionOptions options, CancellationToken cancellationToken = default)
    {
        var magic = new byte[2];
        var read = packed.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false);
        packed.Position = 0;
        return magic.AsSpan(0, read) switch
        {
            [(byte)'P', (byte)'K'] => PackageInspector.InspectZip(packed, options, cancellationToken),
            [0x1f, 0x8b] => PackageInspector.InspectTar(packed, options, cancellationToken),
            _ => throw new FormatException($"{name} is neither a folder nor a zip nor a gzipped tar."),
        };
    }

    /// <summary>As a zip without compression in a file that vanishes: what is inspected is what would be packed.</summary>
    private static FileStream Pack(string folder)
    {
        var stream = new FileStream(
            Path.Combine(Path.GetTempPath(), $"inspect-{Path.GetRandomFileName()}"), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 64 * 1024, FileOptions.DeleteOnClose);
        try
        {
            using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
            {
                foreach (var (name, file) in Files(folder))
                {
                    using var entry = zip.CreateEntry(name, CompressionLevel.NoCompression).Open();
                    using var content = File.OpenRead(file);
                    content.CopyTo(entry);
                }
            }

            stream.Position = 0;
            return stream;
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    private static IEnumerable<(string Name, string File)> Files(string folder) => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        .Select(file => (Name: Path.GetRelativePath(folder, file).Replace(Path.DirectorySeparatorChar, '/'), File: file))
        .Where(file => !file.Name.Split('/')[..^1].Any(part => NotContent.Contains(part, StringComparer.Ordinal)))
        .OrderBy(file => file.Name, StringComparer.Ordinal);
}
