using SegmentOperator.Api.Schema;

namespace SegmentOperator.Api.V1Alpha1;

/// <summary>What is in a package.</summary>
public sealed record InspectionStatus
{
    /// <summary>The form of the package: SalesforceMetadata, SalesforceSource, KubernetesManifests, Archive.</summary>
    [Match(64, "^[A-Za-z][A-Za-z0-9]*$")]
    public string? Type { get; set; }

    /// <summary>Components in the package.</summary>
    [Range(0, int.MaxValue)]
    public int Components { get; set; }

    /// <summary>Components that are added, where a baseline is known.</summary>
    [Range(0, int.MaxValue)]
    public int? Added { get; set; }

    /// <summary>Components that are changed, where a baseline is known.</summary>
    [Range(0, int.MaxValue)]
    public int? Changed { get; set; }

    /// <summary>Components that are deleted.</summary>
    [Range(0, int.MaxValue)]
    public int? Deleted { get; set; }

    /// <summary>Components by type.</summary>
    [Size(256)]
    [Range(0, int.MaxValue)]
    public IReadOnlyDictionary<string, int> ByType { get; set; } = new Dictionary<string, int>();

    /// <summary>Components that do not belong to the segment, as Type:Name; the first 64.</summary>
    [Size(64)]
    [Text(512)]
    public IReadOnlyList<string> OutOfScope { get; set; } = [];

    /// <summary>Where package.xml and the files of the package contradict each other; the first 64.</summary>
    [Size(64)]
    [Text(512)]
    public IReadOnlyList<string> Disagreements { get; set; } = [];

    /// <summary>The most severe findings; the first 64.</summary>
    [Size(64)]
    public IReadOnlyList<FindingStatus> Findings { get; set; } = [];

    /// <summary>All findings by severity.</summary>
    [Size(8)]
    [Range(0, int.MaxValue)]
    public IReadOnlyDictionary<string, int> FindingCounts { get; set; } = new Dictionary<string, int>();

    /// <summary>The hash of the whole inventory and of all findings.</summary>
    [Digest]
    public string? Digest { get; set; }

    /// <summary>When the package was inspected.</summary>
    public DateTimeOffset? At { get; set; }
}

/// <summary>Something dangerous in a package.</summary>
public sealed record FindingStatus
{
    /// <summary>The finding's id, which documentation and exceptions refer to.</summary>
    [Required]
    [Match(128, "^[A-Za-z0-9][-A-Za-z0-9_.]*$")]
    public string Id { get; set; } = "";

    /// <summary>How bad it is.</summary>
    [Required]
    public FindingSeverity Severity { get; set; }

    /// <summary>The component, as Type:Name.</summary>
    [Text(512)]
    public string? Component { get; set; }

    /// <summary>The file in the package.</summary>
    [Text(512)]
    public string? File { get; set; }

    /// <summary>The line in that file.</summary>
    [Range(1, int.MaxValue)]
    public int? Line { get; set; }

    /// <summary>What was found, and what to do instead.</summary>
    [Text(1024)]
    public string? Message { get; set; }
}

/// <summary>How bad a finding is.</summary>
public enum FindingSeverity
{
    /// <summary>It opens the segment.</summary>
    Critical,

    /// <summary>It weakens a protection.</summary>
    High,

    /// <summary>It may weaken a protection.</summary>
    Medium,

    /// <summary>Someone should look at it.</summary>
    Low,

    /// <summary>Worth knowing.</summary>
    Info,
}
