namespace SegmentOperator.Archives;

/// <summary>Numbers of the zip format (PKWARE APPNOTE 6.3.10, sections 4.3 and 4.4).</summary>
internal static class ZipFormat
{
    public const uint LocalHeader = 0x04034b50;
    public const uint CentralHeader = 0x02014b50;
    public const uint EndOfDirectory = 0x06054b50;
    public const uint DescriptorHeader = 0x08074b50;

    public const int LocalHeaderSize = 30;
    public const int CentralHeaderSize = 46;
    public const int EndSize = 22;

    public const ushort FlagEncrypted = 0x0001;
    public const ushort FlagDescriptor = 0x0008;
    public const ushort FlagUtf8 = 0x0800;

    /// <summary>Compression level hints, descriptor and UTF-8: all that an ordinary zip uses.</summary>
    public const ushort HarmlessFlags = 0x0006 | FlagDescriptor | FlagUtf8;

    public const ushort Stored = 0;
    public const ushort Deflated = 8;

    public const byte MadeByUnix = 3;
    public const byte MadeByMac = 19;

    public const ushort ExtraZip64 = 0x0001;
    public const ushort ExtraUnicodePath = 0x7075;
}
