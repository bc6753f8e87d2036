using System.Formats.Tar;
using System.IO.Compression;
using System.Text;

namespace SegmentOperator.Runner.Tests.Packages;

internal static class TarBytes
{
    public static byte[] Of(params (string Name, string Text)[] files) => Write(tar =>
    {
        foreach (var (name, text) in files)
        {
            using var content = new MemoryStream(Encoding.UTF8.GetBytes(text));
            tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = content });
        }
    });

    public static byte[] Special(TarEntryType type) => Write(tar =>
    {
        var entry = new PaxTarEntry(type, "a.yaml");
        if (type is TarEntryType.SymbolicLink or TarEntryType.HardLink)
            entry.LinkName = "/etc/passwd";
        tar.WriteEntry(entry);
    });

    private static byte[] Write(Action<TarWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var gzip = new GZipStream(buffer, CompressionLevel.Optimal, leaveOpen: true))
        using (var tar = new TarWriter(gzip))
            write(tar);
        return buffer.ToArray();
    }
}
