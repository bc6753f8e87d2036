namespace SegmentOperator.Sigstore;

/// <summary>Whether provenance names the source and builder that a policy demands.</summary>
internal static class ProvenanceCheck
{
    /// <summary>What differs, as the end of a sentence; null where nothing does.</summary>
    public static string? Differs(Provenance provenance, ProvenanceRequirement wanted) =>
        List("source repository", provenance.Repository, wanted.Repositories, IsRepository)
        ?? List("source reference", provenance.Ref, wanted.Refs, Glob.Matches)
        ?? List("builder", provenance.Builder, wanted.Builders, Glob.Matches)
        ?? Exactly("source repository", provenance.Repository, wanted.Repository, SameRepository(provenance.Repository, wanted.Repository))
        ?? Exactly("source revision", provenance.Revision ?? provenance.Ref, wanted.Revision, SameRevision(provenance, wanted.Revision));

    private static string? List(string what, string? value, IReadOnlyList<string> patterns, Func<string, string, bool> matches) =>
        patterns.Count == 0 ? null
        : value is null ? $"it names no {what}"
        : patterns.Any(pattern => matches(pattern, value)) ? null
        : $"its {what} is '{Shown.Short(value)}' and not {string.Join(" or ", patterns.Take(3).Select(p => $"'{Shown.Short(p)}'"))}";

    private static string? Exactly(string what, string? value, string? wanted, bool same) =>
        wanted is null || same ? null
        : value is null ? $"it names no {what}" : $"its {what} is '{Shown.Short(value)}' and not '{Shown.Short(wanted)}'";

    private static bool IsRepository(string pattern, string value) => Glob.Matches(pattern, value) || Glob.Matches(pattern, Bare(value));

    private static bool SameRepository(string? value, string? wanted) =>
        value is not null && wanted is not null && string.Equals(Bare(value), Bare(Source.Parse(wanted, null).Repository), StringComparison.Ordinal);

    private static bool SameRevision(Provenance provenance, string? wanted) =>
        wanted is not null && (wanted == provenance.Revision
            || (provenance.Ref is { } reference && (wanted == reference || $"refs/heads/{wanted}" == reference || $"refs/tags/{wanted}" == reference)));

    private static string Bare(string url) => url.EndsWith(".git", StringComparison.Ordinal) ? url[..^4] : url.TrimEnd('/');
}
