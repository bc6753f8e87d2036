using System.Buffers;
using System.Security.Cryptography;

namespace SegmentOperator.Policy.Inspection.Sources;

/// <summary>Hashes and counts what passes through.</summary>
internal sealed class HashingStream(Stream inner, IncrementalHash hash) : ReadOnlyStream
{
    /// <summary>How many bytes have passed.</summary>
    public long Count { get; private set; }

    public override int Read(Span<byte> buffer)
    {
        var read = inner.Read(buffer);
        hash.AppendData(buffer[..read]);
        Count += read;
        return read;
    }

    /// <summary>Reads what nobody wanted: the archive's checks are complete only at a file's end.</summary>
    public void Drain()
    {
        var rest = ArrayPool<byte>.Shared.Rent(16 * 1024);
        while (Read(rest.AsSpan()) > 0)
        {
        }

        ArrayPool<byte>.Shared.Return(rest);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }
}
