using System.IO.Compression;

namespace SegmentOperator.Archives;

/// <summary>Unpacks one entry as a stream that counts and checks. Reading it to its end proves its size and its CRC.</summary>
internal sealed class ZipContent
{
    private readonly Stream zip;
    private readonly UnpackBudget budget;
    private readonly byte[] buffer = new byte[64 * 1024];

    public ZipContent(Stream zip, UnpackBudget budget)
    {
        this.zip = zip;
        this.budget = budget;
    }

    /// <summary>An entry's content; only one of a zip can be open at a time.</summary>
    public Stream Open(ZipEntry entry)
    {
        zip.Position = entry.DataOffset;
        var packed = new SectionStream(zip, entry.PackedSize);
        Stream plain = entry.Method == ZipFormat.Deflated ? new DeflateStream(packed, CompressionMode.Decompress) : packed;
        return new ZipEntryStream(plain, entry, budget);
    }

    /// <summary>Reads an entry and hands on each piece; the pieces are valid only during the call.</summary>
    /// <exception cref="PackageUnsafeException">The entry is not what its header says, or a limit is passed.</exception>
    public void Read(ZipEntry entry, Action<ReadOnlySpan<byte>>? each, CancellationToken cancellationToken)
    {
        using var plain = Open(entry);
        for (int read; (read = plain.Read(buffer)) > 0;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            each?.Invoke(buffer.AsSpan(0, read));
        }
    }
}
