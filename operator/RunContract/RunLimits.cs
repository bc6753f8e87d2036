using System.Text.Json.Serialization;

namespace SegmentOperator.RunContract;

/// <summary>What a package may cost to fetch and unpack. A package that goes over is unsafe, and nothing of it is deployed.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record RunLimits
{
    /// <summary>Bytes of one layer as it lies in the registry.</summary>
    public long MaxCompressedBytes { get; set; } = 100L * 1024 * 1024;

    /// <summary>Files and folders.</summary>
    public int MaxEntries { get; set; } = 10_000;

    /// <summary>Bytes of all files together, unpacked.</summary>
    public long MaxTotalBytes { get; set; } = 400L * 1024 * 1024;

    /// <summary>Bytes of one file, unpacked.</summary>
    public long MaxFileBytes { get; set; } = 64L * 1024 * 1024;

    /// <summary>Unpacked bytes for each packed byte, for any file above 1 MiB and for the whole package.</summary>
    public int MaxRatio { get; set; } = 100;
}
