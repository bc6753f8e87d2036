namespace SegmentOperator.Archives;

/// <summary>What an archive may cost to unpack. One that goes over is unsafe.</summary>
public sealed record ArchiveLimits
{
    /// <summary>Files and folders.</summary>
    public int MaxEntries { get; set; } = 10_000;

    /// <summary>Bytes of all files together, unpacked.</summary>
    public long MaxTotalBytes { get; set; } = 400L * 1024 * 1024;

    /// <summary>Bytes of one file, unpacked.</summary>
    public long MaxFileBytes { get; set; } = 64L * 1024 * 1024;

    /// <summary>Unpacked bytes for each packed byte, for any file above 1 MiB and for the whole archive.</summary>
    public int MaxRatio { get; set; } = 100;
}
