namespace SegmentOperator.Sigstore;

/// <summary>Where an artifact must have been built, by its SLSA provenance (v0.2 or v1). Each list that is not empty must match.</summary>
public sealed record ProvenanceRequirement
{
    /// <summary>The name that evidence and messages give it.</summary>
    public const string Name = "provenance";

    /// <summary>The source repositories, with <c>*</c> for any characters: <c>https://github.com/example/finance-*</c>.</summary>
    public IReadOnlyList<string> Repositories { get; init; } = [];

    /// <summary>The branches or tags, with <c>*</c> for any characters: <c>refs/heads/main</c>.</summary>
    public IReadOnlyList<string> Refs { get; init; } = [];

    /// <summary>The builders' ids, with <c>*</c> for any characters.</summary>
    public IReadOnlyList<string> Builders { get; init; } = [];

    /// <summary>One repository, exactly: what a request names as its source. Nothing in it is a wildcard.</summary>
    public string? Repository { get; init; }

    /// <summary>One revision, exactly: a commit in hexadecimal, or a branch or tag with or without <c>refs/heads/</c>.</summary>
    public string? Revision { get; init; }

    /// <summary>The authorities of which one must have made the provenance; empty for any of the policy's.</summary>
    public IReadOnlyList<string> Authorities { get; init; } = [];

    internal string Canonical => string.Join('\n', new[] { Repositories, Refs, Builders, Authorities, Single(Repository), Single(Revision) }
        .Select(list => string.Concat(list.Select(item => $"{item.Length}:{item}"))));

    private static IReadOnlyList<string> Single(string? text) => text is null ? [] : [text];
}
