using SegmentOperator.RunContract;

namespace SegmentOperator.Runner.Packages;

/// <summary>The run's limits as the archive readers take them.</summary>
internal static class ArchiveLimitsOf
{
    public static ArchiveLimits ForArchive(this RunLimits limits) => new()
    {
        MaxEntries = limits.MaxEntries,
        MaxTotalBytes = limits.MaxTotalBytes,
        MaxFileBytes = limits.MaxFileBytes,
        MaxRatio = limits.MaxRatio,
    };
}
