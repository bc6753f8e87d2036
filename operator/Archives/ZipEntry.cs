namespace SegmentOperator.Archives;

/// <summary>One entry of a zip's central directory.</summary>
internal sealed record ZipEntry(
    string Name, ushort Flags, ushort Method, uint Crc, long PackedSize, long Size, long HeaderOffset)
{
    public bool IsFolder => Name.EndsWith('/');

    public bool HasDescriptor => (Flags & ZipFormat.FlagDescriptor) != 0;

    /// <summary>Where the packed bytes begin; known once the local header was read.</summary>
    public long DataOffset { get; init; }
}
