using SegmentOperator.Api.Schema;

namespace SegmentOperator.Api.V1Alpha1;

/// <summary>Where an artifact must have been built, by its SLSA provenance (v0.2 or v1). Every list that is given must match.</summary>
public sealed record ProvenanceRequirement
{
    /// <summary>The source repositories, with * for any characters: https://github.com/example/finance-*.</summary>
    [Size(16)]
    [Text(512, 1)]
    [ListType]
    public IReadOnlyList<string> Repositories { get; set; } = [];

    /// <summary>The branches or tags, with * for any characters: refs/heads/main.</summary>
    [Size(16)]
    [Text(256, 1)]
    [ListType]
    public IReadOnlyList<string> Refs { get; set; } = [];

    /// <summary>The builders' ids, with * for any characters.</summary>
    [Size(16)]
    [Text(512, 1)]
    [ListType]
    public IReadOnlyList<string> Builders { get; set; } = [];

    /// <summary>The authorities of which one must have signed the provenance. Without it any of the segment's may have.</summary>
    [Size(16)]
    [DnsLabel]
    [ListType]
    public IReadOnlyList<string> Authorities { get; set; } = [];

    /// <summary>The provenance must name the repository and revision that the request names as its source.</summary>
    public bool MatchSource { get; set; }
}
