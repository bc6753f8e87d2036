using SegmentOperator.Archives;

namespace SegmentOperator.Policy.Inspection;

/// <summary>How a package is inspected.</summary>
public sealed record InspectionOptions
{
    /// <summary>What a layer of Kubernetes manifests is packed as.</summary>
    public const string TarGzip = "tar+gzip";

    /// <summary>What a Metadata API layer is packed as.</summary>
    public const string Zip = "zip";

    /// <summary>What unpacking may cost.</summary>
    public ArchiveLimits Limits { get; init; } = new();

    /// <summary>The facts of the package that the target carries now; null where it is not known.</summary>
    public PackageFacts? Baseline { get; init; }

    /// <summary>Whether a tar holds Kubernetes manifests; without it they are plain files.</summary>
    public bool Kubernetes { get; init; }
}
