using System.IO.Compression;
using SegmentOperator.Archives;

namespace SegmentOperator.Policy.Inspection.Sources;

/// <summary>
/// Looks through a tar's headers before it is read: extended headers are taken into memory whole by who reads them, and say themselves how
/// long they are.
/// </summary>
internal static class TarHeaders
{
    private const int Block = 512;
    private const int SizeOffset = 124;
    private const int SizeLength = 12;
    private const int TypeOffset = 156;
    private const long MaxExtended = 64 * 1024;

    /// <exception cref="PackageUnsafeException">An extended header is too long, or a size cannot be read.</exception>
    public static void Check(Stream packed, ArchiveLimits limits)
    {
        var start = packed.Position;
        try
        {
            using var gzip = new GZipStream(packed, CompressionMode.Decompress, leaveOpen: true);
            Scan(gzip, limits);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            throw new PackageUnsafeException("it is not a gzipped tar", e);
        }
        finally
        {
            packed.Position = start;
        }
    }

    private static void Scan(Stream tar, ArchiveLimits limits)
    {
        var header = new byte[Block];
        var rest = new byte[16 * 1024];
        var total = 0L;
        while (tar.ReadAtLeast(header, Block, throwOnEndOfStream: false) == Block)
        {
            if (header.AsSpan().IndexOfAnyExcept((byte)0) < 0)
                continue;
            var size = Size(header.AsSpan(SizeOffset, SizeLength));
            if (header[TypeOffset] is (byte)'x' or (byte)'g' or (byte)'L' or (byte)'K' && size > MaxExtended)
                throw new PackageUnsafeException($"an extended header says that it has {size} bytes; at most {MaxExtended} are taken");
            total += size;
            if (total > limits.MaxTotalBytes)
                throw new PackageUnsafeException($"it unpacks to more than {limits.MaxTotalBytes} bytes");
            for (var left = (size + Block - 1) / Block * Block; left > 0;)
            {
                var read = tar.Read(rest, 0, (int)Math.Min(left, rest.Length));
                if (read == 0)
                    return;
                left -= read;
            }
        }
    }

    private static long Size(ReadOnlySpan<byte> field)
    {
        var size = 0L;
        foreach (var digit in field.Trim((byte)' ').Trim((byte)0).Trim((byte)' '))
        {
            if (digit is < (byte)'0' or > (byte)'7')
                throw new PackageUnsafeException("a size in the tar is not octal");
            size = (size * 8) + (digit - '0');
        }

        return size;
    }
}
