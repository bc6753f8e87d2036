namespace SegmentOperator.RegistrySim;

/// <summary>What a path of the distribution API means. Repository names have slashes, so it is read from its end.</summary>
internal sealed record Route(string Kind, string Repository, string Reference)
{
    public static Route? Parse(string path)
    {
        if (path is "/v2/" or "/v2") return new Route("ping", string.Empty, string.Empty);
        if (!path.StartsWith("/v2/", StringComparison.Ordinal)) return null;
        var rest = path[4..];
        if (rest.EndsWith("/tags/list", StringComparison.Ordinal)) return new Route("tags", rest[..^10], string.Empty);
        foreach (var (marker, kind) in new[]
        {
            ("/blobs/uploads/", "uploads"), ("/manifests/", "manifests"), ("/blobs/", "blobs"), ("/referrers/", "referrers"),
        })
        {
            var at = rest.LastIndexOf(marker, StringComparison.Ordinal);
            if (at > 0) return new Route(kind, rest[..at], rest[(at + marker.Length)..]);
        }

        return null;
    }
}
