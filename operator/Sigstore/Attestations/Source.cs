namespace SegmentOperator.Sigstore;

/// <summary>A source in provenance: <c>git+https://github.com/example/finance@refs/heads/main</c> and a commit.</summary>
internal sealed record Source(string Repository, string? Ref, string? Revision)
{
    private const string GitPrefix = "git+";

    public static Source Parse(string uri, string? revision)
    {
        var url = uri.StartsWith(GitPrefix, StringComparison.Ordinal) ? uri[GitPrefix.Length..] : uri;
        var path = url.IndexOf("://", StringComparison.Ordinal) is var scheme and >= 0 ? url.IndexOf('/', scheme + 3) : 0;
        // An @ before the path is somebody's name.
        var at = path < 0 ? -1 : url.IndexOf('@', path);
        return at < 0 ? new Source(url, null, revision) : new Source(url[..at], url[(at + 1)..], revision);
    }

    public static Source? Read(JsonField descriptor) =>
        descriptor.TextOrNull("uri") is { } uri ? Parse(uri, Commit(descriptor)) : null;

    /// <summary>The only git repository in a list; null where there is none, or where nobody says which of several it is.</summary>
    public static Source? Single(IReadOnlyList<JsonField> list)
    {
        Source? found = null;
        foreach (var item in list)
        {
            var descriptor = item.AsObject();
            if (descriptor.TextOrNull("uri") is not { } uri || !uri.StartsWith(GitPrefix, StringComparison.Ordinal)) continue;
            if (found is not null) return null;
            found = Parse(uri, Commit(descriptor));
        }

        return found;
    }

    /// <summary>The commit of a repository in a list; null where the list has several.</summary>
    public static string? RevisionOf(IReadOnlyList<JsonField> list, Source source)
    {
        string? revision = null;
        foreach (var item in list)
        {
            if (Read(item.AsObject()) is not { Revision: { } commit } other || other.Repository != source.Repository) continue;
            if (source.Ref is not null && other.Ref is not null && other.Ref != source.Ref) continue;
            if (revision is not null && revision != commit) return null;
            revision = commit;
        }

        return revision;
    }

    private static string? Commit(JsonField descriptor) => descriptor.ObjectOrNull("digest") is { } digest
        ? digest.TextOrNull("gitCommit") ?? digest.TextOrNull("sha1") : null;
}
