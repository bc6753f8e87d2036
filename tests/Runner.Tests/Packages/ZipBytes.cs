using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace SegmentOperator.Runner.Tests.Packages;

/// <summary>Writes zips byte by byte, right or wrong in exactly one place.</summary>
internal sealed class ZipBytes
{
    private readonly ArrayBufferWriter<byte> body = new();
    private readonly ArrayBufferWriter<byte> directory = new();
    private int entries;

    public const string Manifest = """<Package xmlns="http://soap.sforce.com/2006/04/metadata"><version>62.0</version></Package>""";

    /// <summary>A zip with a package.xml in it.</summary>
    public static ZipBytes Package() => new ZipBytes().Add("package.xml", Encoding.UTF8.GetBytes(Manifest));

    public ZipBytes Add(string name, byte[]? content = null, ZipQuirks? quirks = null)
    {
        var q = quirks ?? new ZipQuirks();
        content ??= [];
        var packed = q.Stored ? content : Deflate(content);
        var crc = Crc(content) ^ (q.WrongCrc ? 1u : 0u);
        var rawName = q.RawName ?? Encoding.UTF8.GetBytes(name);
        var localName = q.LocalName is null ? rawName : Encoding.UTF8.GetBytes(q.LocalName);
        var offset = (uint)body.WrittenCount + (uint)q.OffsetShift;
        var flags = (ushort)(q.Flags | (q.Descriptor ? 8 : 0) | (rawName.Any(b => b > 127) && q.MarkUtf8 ? 0x800 : 0));
        var method = (ushort)(q.Method ?? (q.Stored ? 0 : 8));
        var size = (uint)(q.DeclaredSize ?? content.Length);

        Write(body, 0x04034b50u, (ushort)20, flags, method, 0u, q.Descriptor ? 0u : crc, q.Descriptor ? 0u : (uint)packed.Length, q.Descriptor ? 0u : size,
            (ushort)localName.Length, (ushort)0);
        body.Write(localName);
        body.Write(packed);
        if (q.Descriptor)
            Write(body, 0x08074b50u, crc, (uint)packed.Length, size);
        if (q.Gap > 0)
            body.Write(new byte[q.Gap]);

        Write(directory, 0x02014b50u, (ushort)(q.MadeBy << 8 | 20), (ushort)20, flags, method, 0u, crc, (uint)packed.Length, size,
            (ushort)rawName.Length, (ushort)q.Extra.Length, (ushort)0, (ushort)0, (ushort)0, q.Mode << 16, offset);
        directory.Write(rawName);
        directory.Write(q.Extra);
        entries++;
        return this;
    }

    public byte[] Build(byte[]? before = null, byte[]? comment = null, int? count = null, int sizeShift = 0, byte[]? behind = null)
    {
        comment ??= [];
        var zip = new ArrayBufferWriter<byte>();
        zip.Write(before ?? []);
        zip.Write(body.WrittenSpan);
        var offset = (uint)zip.WrittenCount;
        zip.Write(directory.WrittenSpan);
        var declared = (ushort)(count ?? entries);
        Write(zip, 0x06054b50u, (ushort)0, (ushort)0, declared, declared, (uint)(directory.WrittenCount + sizeShift), offset, (ushort)comment.Length);
        zip.Write(comment);
        zip.Write(behind ?? []);
        return zip.WrittenSpan.ToArray();
    }

    public static byte[] UnicodePath(string name)
    {
        var bytes = Encoding.UTF8.GetBytes(name);
        var extra = new ArrayBufferWriter<byte>();
        Write(extra, (ushort)0x7075, (ushort)(5 + bytes.Length), (byte)1, 0u);
        extra.Write(bytes);
        return extra.WrittenSpan.ToArray();
    }

    private static byte[] Deflate(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var deflate = new DeflateStream(packed, CompressionLevel.Optimal, leaveOpen: true))
            deflate.Write(content);
        return packed.ToArray();
    }

    private static uint Crc(byte[] content) =>
        Crc32.End(Crc32.Add(Crc32.Start, content));

    private static void Write(IBufferWriter<byte> to, params object[] numbers)
    {
        Span<byte> four = stackalloc byte[4];
        foreach (var number in numbers)
        {
            switch (number)
            {
                case byte b:
                    to.Write([b]);
                    break;
                case ushort u:
                    BinaryPrimitives.WriteUInt16LittleEndian(four, u);
                    to.Write(four[..2]);
                    break;
                case uint u:
                    BinaryPrimitives.WriteUInt32LittleEndian(four, u);
                    to.Write(four);
                    break;
                default:
                    throw new ArgumentException($"{number.GetType()} has no place in a zip header.");
            }
        }
    }
}

/// <summary>What is unusual about one entry.</summary>
internal sealed record ZipQuirks
{
    public bool Stored { get; init; }

    public bool Descriptor { get; init; }

    public bool WrongCrc { get; init; }

    public bool MarkUtf8 { get; init; } = true;

    public ushort Flags { get; init; }

    public ushort? Method { get; init; }

    public byte[]? RawName { get; init; }

    public string? LocalName { get; init; }

    public int OffsetShift { get; init; }

    public int? DeclaredSize { get; init; }

    public int Gap { get; init; }

    public byte MadeBy { get; init; } = 3;

    public uint Mode { get; init; }

    public byte[] Extra { get; init; } = [];
}
