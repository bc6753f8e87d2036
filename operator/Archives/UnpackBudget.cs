namespace SegmentOperator.Archives;

/// <summary>Counts what unpacking costs, and stops it the moment a limit is passed. It believes no header.</summary>
internal sealed class UnpackBudget(ArchiveLimits limits)
{
    // Small files of one repeated character compress a thousandfold and harm nobody.
    private const long RatioMattersFrom = 1024 * 1024;

    public long TotalBytes { get; private set; }

    public int Entries { get; private set; }

    public void AddEntry()
    {
        if (++Entries > limits.MaxEntries)
            throw new PackageUnsafeException($"it has more than {limits.MaxEntries} entries");
    }

    /// <summary>Some more bytes of one file.</summary>
    /// <param name="name">The file.</param>
    /// <param name="bytes">How many bytes came out now.</param>
    /// <param name="fileBytes">How many came out of this file, these included.</param>
    /// <param name="packedBytes">How many bytes the file is packed in.</param>
    public void AddBytes(string name, int bytes, long fileBytes, long packedBytes)
    {
        TotalBytes += bytes;
        if (fileBytes > limits.MaxFileBytes)
            throw new PackageUnsafeException($"{EntryText.Show(name)} unpacks to more than {limits.MaxFileBytes} bytes");
        if (TotalBytes > limits.MaxTotalBytes)
            throw new PackageUnsafeException($"it unpacks to more than {limits.MaxTotalBytes} bytes");
        if (fileBytes > RatioMattersFrom && fileBytes / Math.Max(packedBytes, 1) >= limits.MaxRatio)
            throw new PackageUnsafeException($"{EntryText.Show(name)} unpacks to more than {limits.MaxRatio} times its packed size");
    }

    /// <summary>The whole package against its packed size.</summary>
    public void CheckRatio(long packedBytes)
    {
        if (TotalBytes > RatioMattersFrom && TotalBytes / Math.Max(packedBytes, 1) >= limits.MaxRatio)
            throw new PackageUnsafeException($"it unpacks to more than {limits.MaxRatio} times its packed size");
    }
}
