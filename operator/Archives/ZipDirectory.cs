using System.Buffers.Binary;
using System.Text;

namespace SegmentOperator.Archives;

/// <summary>
/// Reads a zip's central directory and holds every local header against it. A zip says everything twice, and readers differ in
/// which of the two they believe; here both must say the same, and no byte may lie outside of what they describe, so that
/// everybody who reads this zip reads the same files.
/// </summary>
internal sealed class ZipDirectory
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private readonly Stream zip;
    private readonly ArchiveLimits limits;

    private ZipDirectory(Stream zip, ArchiveLimits limits)
    {
        this.zip = zip;
        this.limits = limits;
    }

    /// <exception cref="PackageUnsafeException">The zip is damaged, or can be read in two ways.</exception>
    public static IReadOnlyList<ZipEntry> Read(Stream zip, ArchiveLimits limits)
    {
        try
        {
            return new ZipDirectory(zip, limits).Read();
        }
        catch (EndOfStreamException e)
        {
            throw new PackageUnsafeException("the zip ends in the middle of a header", e);
        }
        catch (DecoderFallbackException e)
        {
            throw new PackageUnsafeException("a name in the zip is not UTF-8", e);
        }
    }

    private List<ZipEntry> Read()
    {
        var (count, offset, size) = ReadEnd();
        if (count > limits.MaxEntries)
            throw new PackageUnsafeException($"it has {count} entries; at most {limits.MaxEntries} are allowed");
        zip.Position = offset;
        var entries = new List<ZipEntry>(count);
        for (var i = 0; i < count; i++)
            entries.Add(ReadCentral());
        if (zip.Position != offset + size)
            throw new PackageUnsafeException("the zip's directory has another size than it says");
        return CheckLocals(entries, offset);
    }

    private (int Count, long Offset, long Size) ReadEnd()
    {
        var tail = new byte[(int)Math.Min(zip.Length, ZipFormat.EndSize + ushort.MaxValue)];
        zip.Position = zip.Length - tail.Length;
        zip.ReadExactly(tail);
        var at = -1;
        for (var i = 0; i + ZipFormat.EndSize <= tail.Length; i++)
        {
            if (BinaryPrimitives.ReadUInt32LittleEndian(tail.AsSpan(i)) != ZipFormat.EndOfDirectory)
                continue;
            at = at < 0 ? i : throw new PackageUnsafeException("the zip has two ends of directory");
        }

        if (at < 0)
            throw new PackageUnsafeException("it is not a zip: it has no end of directory");
        var end = tail.AsSpan(at);
        var count = U16(end, 10);
        var (size, offset, comment) = (U32(end, 12), U32(end, 16), U16(end, 20));
        if (U16(end, 4) != 0 || U16(end, 6) != 0 || U16(end, 8) != count)
            throw new PackageUnsafeException("the zip is one of several parts");
        if (count == ushort.MaxValue || size == uint.MaxValue || offset == uint.MaxValue)
            throw new PackageUnsafeException("the zip uses zip64; packages are small enough without it");
        var endOffset = zip.Length - tail.Length + at;
        if (endOffset + ZipFormat.EndSize + comment != zip.Length || (long)offset + size != endOffset)
            throw new PackageUnsafeException("bytes lie before, behind or between the parts of the zip");
        return (count, offset, size);
    }

    private ZipEntry ReadCentral()
    {
        Span<byte> header = stackalloc byte[ZipFormat.CentralHeaderSize];
        zip.ReadExactly(header);
        if (U32(header, 0) != ZipFormat.CentralHeader)
            throw new PackageUnsafeException("the zip's directory is damaged");
        var rawName = Take(U16(header, 28));
        var extra = Take(U16(header, 30));
        Take(U16(header, 32));
        var flags = U16(header, 8);
        var name = StrictUtf8.GetString(rawName);
        // Without the UTF-8 flag the specification says code page 437, and every reader does what it likes.
        if ((flags & ZipFormat.FlagUtf8) == 0 && !Ascii.IsValid(rawName))
            throw new PackageUnsafeException($"the name {EntryText.Show(name)} is not ASCII and not marked as UTF-8");
        if ((flags & ZipFormat.FlagEncrypted) != 0)
            throw new PackageUnsafeException($"{EntryText.Show(name)} is encrypted");
        if ((flags & ~ZipFormat.HarmlessFlags) != 0 || U16(header, 10) is not (ZipFormat.Stored or ZipFormat.Deflated))
            throw new PackageUnsafeException($"{EntryText.Show(name)} is packed in an unusual way; use stored or deflated entries");
        var entry = new ZipEntry(name, flags, U16(header, 10), U32(header, 16), U32(header, 20), U32(header, 24), U32(header, 42));
        if (entry.PackedSize == uint.MaxValue || entry.Size == uint.MaxValue || entry.HeaderOffset == uint.MaxValue || U16(header, 34) != 0)
            throw new PackageUnsafeException($"{EntryText.Show(name)} uses zip64 or lies in another part of the zip");
        CheckExtra(extra, rawName, name);
        CheckKind(header[5], U32(header, 38), entry);
        return entry;
    }

    private static void CheckKind(byte madeBy, uint attributes, ZipEntry entry)
    {
        const int TypeMask = 0xF000, Folder = 0x4000, Regular = 0x8000;
        var type = madeBy is ZipFormat.MadeByUnix or ZipFormat.MadeByMac ? (int)(attributes >> 16) & TypeMask : 0;
        if (type is not (0 or Folder or Regular))
            throw new PackageUnsafeException($"{EntryText.Show(entry.Name)} is a link or a special file");
        if ((type == Folder) != entry.IsFolder && type != 0)
            throw new PackageUnsafeException($"{EntryText.Show(entry.Name)} is a file by its name and a folder by its attributes, or the other way round");
        if (entry.IsFolder && entry.Size != 0)
            throw new PackageUnsafeException($"the folder {EntryText.Show(entry.Name)} has content");
    }

    private static void CheckExtra(ReadOnlySpan<byte> extra, ReadOnlySpan<byte> rawName, string name)
    {
        while (extra.Length >= 4)
        {
            var (id, length) = (U16(extra, 0), U16(extra, 2));
            if (extra.Length < 4 + length)
                break;
            var data = extra.Slice(4, length);
            extra = extra[(4 + length)..];
            // A second name, which some readers prefer to the first.
            if (id == ZipFormat.ExtraUnicodePath && (data.Length < 5 || !data[5..].SequenceEqual(rawName)))
                throw new PackageUnsafeException($"{EntryText.Show(name)} has a second name");
            if (id == ZipFormat.ExtraZip64)
                throw new PackageUnsafeException($"{EntryText.Show(name)} uses zip64; packages are small enough without it");
        }

        // Some writers pad the field with zeros.
        if (extra.ContainsAnyExcept((byte)0))
            throw new PackageUnsafeException($"{EntryText.Show(name)} has a damaged extra field");
    }

    private List<ZipEntry> CheckLocals(List<ZipEntry> entries, long directoryOffset)
    {
        var position = 0L;
        var result = new List<ZipEntry>(entries.Count);
        foreach (var entry in entries.OrderBy(e => e.HeaderOffset))
        {
            if (entry.HeaderOffset != position)
                throw new PackageUnsafeException($"bytes lie before {EntryText.Show(entry.Name)}, or it overlaps with another file");
            var data = ReadLocal(entry);
            position = data + entry.PackedSize;
            if (position > directoryOffset)
                throw new PackageUnsafeException($"{EntryText.Show(entry.Name)} reaches into the zip's directory");
            if (entry.HasDescriptor)
                position = ReadDescriptor(entry, position);
            result.Add(entry with { DataOffset = data });
        }

        return position == directoryOffset ? result : throw new PackageUnsafeException("bytes lie between the last file and the zip's directory");
    }

    private long ReadLocal(ZipEntry entry)
    {
        Span<byte> header = stackalloc byte[ZipFormat.LocalHeaderSize];
        zip.Position = entry.HeaderOffset;
        zip.ReadExactly(header);
        var name = Take(U16(header, 26));
        var extra = Take(U16(header, 28));
        var sizesAgree = entry.HasDescriptor
            ? U32(header, 14) is 0 && U32(header, 18) is 0 && U32(header, 22) is 0
            : U32(header, 14) == entry.Crc && U32(header, 18) == entry.PackedSize && U32(header, 22) == entry.Size;
        if (U32(header, 0) != ZipFormat.LocalHeader || StrictUtf8.GetString(name) != entry.Name
            || U16(header, 6) != entry.Flags || U16(header, 8) != entry.Method || !sizesAgree)
        {
            throw new PackageUnsafeException($"{EntryText.Show(entry.Name)} is described in two ways");
        }

        CheckExtra(extra, name, entry.Name);
        return zip.Position;
    }

    private long ReadDescriptor(ZipEntry entry, long offset)
    {
        Span<byte> descriptor = stackalloc byte[16];
        zip.Position = offset;
        zip.ReadExactly(descriptor[..12]);
        // The signature in front is optional, and everybody writes it.
        if (U32(descriptor, 0) == ZipFormat.DescriptorHeader)
        {
            zip.ReadExactly(descriptor[12..]);
            descriptor = descriptor[4..];
        }

        if (U32(descriptor, 0) != entry.Crc || U32(descriptor, 4) != entry.PackedSize || U32(descriptor, 8) != entry.Size)
            throw new PackageUnsafeException($"{EntryText.Show(entry.Name)} is described in two ways");
        return zip.Position;
    }

    private byte[] Take(int length)
    {
        var bytes = new byte[length];
        zip.ReadExactly(bytes);
        return bytes;
    }

    private static ushort U16(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    private static uint U32(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);
}
