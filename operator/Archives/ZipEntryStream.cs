namespace SegmentOperator.Archives;

/// <summary>An entry's unpacked bytes. Whoever reads to the end knows that size and CRC are those of the header.</summary>
internal sealed class ZipEntryStream(Stream plain, ZipEntry entry, UnpackBudget budget) : Stream
{
    private long _size;
    private uint _crc = Crc32.Start;
    private bool _ended;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        if (_ended || buffer.Length == 0)
            return 0;
        int read;
        try
        {
            read = plain.Read(buffer);
        }
        catch (InvalidDataException e)
        {
            throw new PackageUnsafeException($"{EntryText.Show(entry.Name)} cannot be unpacked", e);
        }

        if (read == 0)
        {
            _ended = true;
            return _size == entry.Size && Crc32.End(_crc) == entry.Crc
                ? 0
                : throw new PackageUnsafeException($"{EntryText.Show(entry.Name)} unpacks to something else than the zip says");
        }

        _size += read;
        budget.AddBytes(entry.Name, read, _size, entry.PackedSize);
        _crc = Crc32.Add(_crc, buffer[..read]);
        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            plain.Dispose();
        base.Dispose(disposing);
    }
}
