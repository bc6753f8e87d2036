using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;

namespace SegmentOperator.Generator.Images;

/// <summary>A directory as a layer: everything belongs to root, every time is the image's, names are in order.</summary>
/// <param name="Content">The compressed tar.</param>
/// <param name="DiffId">The digest of the tar before compression.</param>
internal sealed record ImageLayer(byte[] Content, string DiffId)
{
    private const UnixFileMode Sticky = UnixFileMode.StickyBit;

    public static ImageLayer Of(string directory, DateTimeOffset time)
    {
        using var tar = new MemoryStream();
        using (var writer = new TarWriter(tar, TarEntryFormat.Ustar, leaveOpen: true))
        {
            foreach (var path in Entries(directory))
                writer.WriteEntry(Entry(directory, path, time));
        }

        var bytes = tar.ToArray();
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Optimal, leaveOpen: true))
            gzip.Write(bytes);
        return new ImageLayer(compressed.ToArray(), Digest(bytes));
    }

    public static string Digest(byte[] content) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(content));

    private static IEnumerable<string> Entries(string directory) =>
        Directory.EnumerateFileSystemEntries(directory, "*", new EnumerationOptions { AttributesToSkip = FileAttributes.None })
            .Order(StringComparer.Ordinal)
            .SelectMany(path => IsRealDirectory(path) ? Entries(path).Prepend(path) : [path]);

    private static bool IsRealDirectory(string path) => new DirectoryInfo(path) is { Exists: true, LinkTarget: null };

    private static UstarTarEntry Entry(string directory, string path, DateTimeOffset time)
    {
        var name = Path.GetRelativePath(directory, path);
        UstarTarEntry entry;
        if (new FileInfo(path).LinkTarget is { } target)
        {
            // A link has no mode of its own; all tools write 0777.
            entry = new UstarTarEntry(TarEntryType.SymbolicLink, name) { LinkName = target, Mode = (UnixFileMode)0x1FF };
        }
        else if (Directory.Exists(path))
        {
            // Whatever the mask of the machine, directories can be entered; a shared one keeps its sticky bit.
            var mode = File.GetUnixFileMode(path);
            entry = new UstarTarEntry(TarEntryType.Directory, name + "/") { Mode = mode.HasFlag(Sticky) ? mode : Readable(true) };
        }
        else
        {
            var program = File.GetUnixFileMode(path).HasFlag(UnixFileMode.UserExecute);
            entry = new UstarTarEntry(TarEntryType.RegularFile, name) { Mode = Readable(program), DataStream = new MemoryStream(File.ReadAllBytes(path)) };
        }

        entry.ModificationTime = time;
        return entry;
    }

    private static UnixFileMode Readable(bool executable)
    {
        const UnixFileMode File = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
        const UnixFileMode Execute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        return executable ? File | Execute : File;
    }
}
