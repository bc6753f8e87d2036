namespace SegmentOperator.Policy.Inspection;

/// <summary>What is in a package. The same bytes and the same baseline give the same report.</summary>
public sealed record InspectionReport
{
    /// <summary>The form of the package.</summary>
    public required PackageForm Form { get; init; }

    /// <summary>The Metadata API's version that the manifest names; null for other forms.</summary>
    public string? ApiVersion { get; init; }

    /// <summary>How many files there are.</summary>
    public int Files { get; init; }

    /// <summary>How many bytes they have, unpacked.</summary>
    public long Bytes { get; init; }

    /// <summary>Every component by type and name, ordered.</summary>
    public IReadOnlyList<PackageComponent> Components { get; init; } = [];

    /// <summary>Objects and fields that permission sets and profiles of the package grant access to, ordered.</summary>
    public IReadOnlyList<Grant> Grants { get; init; } = [];

    /// <summary>Where manifest and content contradict each other, in sentences; empty when they agree.</summary>
    public IReadOnlyList<string> Disagreements { get; init; } = [];

    /// <summary>What is dangerous, the worst first.</summary>
    public IReadOnlyList<Finding> Findings { get; init; } = [];

    /// <summary>What a later package is compared with.</summary>
    public PackageFacts Facts { get; init; } = new();

    /// <summary>Whether added, changed and unchanged are known.</summary>
    public bool HasBaseline { get; init; }

    /// <summary>The SHA-256 over components, disagreements and findings, as sha256:hex.</summary>
    public string Digest { get; init; } = "";

    /// <summary>How many components are in this state.</summary>
    public int Count(ChangeKind change) => Components.Count(component => component.Change == change);
}
