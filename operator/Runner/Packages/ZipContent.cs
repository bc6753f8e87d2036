using System.IO.Compression;

namespace SegmentOperator.Runner.Packages;

/// <summary>Unpacks one entry as a stream that counts and checks. Reading it to its end proves its size and its CRC.</summary>
internal sealed class ZipContent
{
    private readonly FileStream zip;
    private readonly UnpackBudget budget;
    private readonly byte[] buffer = new byte[64 * 1024];

    public ZipContent(FileStream zip, UnpackBudget budget)
    {
        this.zip = zip;
        this.budget = budget;
    }

    /// <summary>Reads an entry and hands on each piece; the pieces are valid only during the call.</summary>
    /// <exception cref="PackageUnsafeException">The entry is not what its header says, or a limit is passed.</exception>
    public void Read(ZipEntry entry, Action<ReadOnlySpan<byte>>? each, CancellationToken cancellationToken)
    {
        zip.Position = entry.DataOffset;
        using var packed = new SectionStream(zip, entry.PackedSize);
        using Stream plain = entry.Method == ZipFormat.Deflated
            ? new DeflateStream(packed, CompressionMode.Decompress, leaveOpen: true)
            : packed;
        var (size, crc) = (0L, Crc32.Start);
        try
        {
            for (int read; (read = plain.Read(buffer)) > 0;)
            {
                cancellationToken.ThrowIfCancellationRequested();
                size += read;
                budget.AddBytes(entry.Name, read, size, entry.PackedSize);
                crc = Crc32.Add(crc, buffer.AsSpan(0, read));
                each?.Invoke(buffer.AsSpan(0, read));
            }
        }
        catch (InvalidDataException e)
        {
            throw new PackageUnsafeException($"{Text.Show(entry.Name)} cannot be unpacked", e);
        }

        if (size != entry.Size || Crc32.End(crc) != entry.Crc)
            throw new PackageUnsafeException($"{Text.Show(entry.Name)} unpacks to something else than the zip says");
    }
}
