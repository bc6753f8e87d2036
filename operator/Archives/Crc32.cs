namespace SegmentOperator.Archives;

/// <summary>The checksum of zip entries (ISO 3309, reflected polynomial 0xEDB88320).</summary>
internal static class Crc32
{
    public const uint Start = 0xFFFFFFFF;
    private static readonly uint[] Table = MakeTable();

    public static uint Add(uint crc, ReadOnlySpan<byte> bytes)
    {
        foreach (var b in bytes)
            crc = Table[(crc ^ b) & 0xFF] ^ (crc >> 8);
        return crc;
    }

    public static uint End(uint crc) => ~crc;

    private static uint[] MakeTable()
    {
        var table = new uint[256];
        for (var i = 0u; i < table.Length; i++)
        {
            var value = i;
            for (var bit = 0; bit < 8; bit++)
                value = (value & 1) == 0 ? value >> 1 : (value >> 1) ^ 0xEDB88320;
            table[i] = value;
        }

        return table;
    }
}
