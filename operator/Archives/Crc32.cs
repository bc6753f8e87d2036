using System.Buffers.Binary;

namespace SegmentOperator.Archives;

/// <summary>The checksum of zip entries (ISO 3309, reflected polynomial 0xEDB88320), eight bytes at a time.</summary>
internal static class Crc32
{
    public const uint Start = 0xFFFFFFFF;
    private const int Step = 8;

    // Table[n][b] is what the byte b leaves behind when n more bytes of zero have gone through.
    private static readonly uint[][] Tables = MakeTables();

    public static uint Add(uint crc, ReadOnlySpan<byte> bytes)
    {
        var tables = Tables;
        while (bytes.Length >= Step)
        {
            var low = BinaryPrimitives.ReadUInt32LittleEndian(bytes) ^ crc;
            var high = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
            crc = tables[7][low & 0xFF] ^ tables[6][(low >> 8) & 0xFF] ^ tables[5][(low >> 16) & 0xFF] ^ tables[4][low >> 24]
                ^ tables[3][high & 0xFF] ^ tables[2][(high >> 8) & 0xFF] ^ tables[1][(high >> 16) & 0xFF] ^ tables[0][high >> 24];
            bytes = bytes[Step..];
        }

        foreach (var b in bytes)
            crc = tables[0][(crc ^ b) & 0xFF] ^ (crc >> 8);
        return crc;
    }

    public static uint End(uint crc) => ~crc;

    private static uint[][] MakeTables()
    {
        var tables = new uint[Step][];
        for (var n = 0; n < Step; n++)
        {
            tables[n] = new uint[256];
            for (var i = 0u; i < 256; i++)
                tables[n][i] = n == 0 ? Shift(i) : tables[0][tables[n - 1][i] & 0xFF] ^ (tables[n - 1][i] >> 8);
        }

        return tables;
    }

    private static uint Shift(uint value)
    {
        for (var bit = 0; bit < 8; bit++)
            value = (value & 1) == 0 ? value >> 1 : (value >> 1) ^ 0xEDB88320;
        return value;
    }
}
