namespace SegmentOperator.Oci;

/// <summary>Reads the Link header (RFC 8288) of a paged listing.</summary>
internal static class LinkHeader
{
    private const int Longest = 8 * 1024;

    /// <summary>The next page's path and query on the same origin, or null on the last page.</summary>
    /// <exception cref="FormatException">There is a next page, and it is somewhere else.</exception>
    public static string? Next(HttpResponseMessage response, Uri page)
    {
        if (!response.Headers.TryGetValues("Link", out var values)) return null;
        foreach (var value in values)
        {
            if (value.Length > Longest) throw new FormatException("the link to the next page is too long");
            foreach (var (target, relation) in Entries(value))
            {
                if (!string.Equals(relation, "next", StringComparison.OrdinalIgnoreCase)) continue;
                // Only its path is followed, on this page's own origin; a registry behind a proxy may not know its own scheme and port.
                if (!Uri.TryCreate(page, target, out var next) || !string.Equals(page.IdnHost, next.IdnHost, StringComparison.OrdinalIgnoreCase))
                    throw new FormatException("the link to the next page leads to another host");
                return next.PathAndQuery;
            }
        }

        return null;
    }

    private static IEnumerable<(string Target, string? Relation)> Entries(string value)
    {
        var i = 0;
        while ((i = value.IndexOf('<', i)) >= 0)
        {
            var end = value.IndexOf('>', i);
            if (end < 0) yield break;
            var target = value[(i + 1)..end];
            var rest = value.IndexOf('<', end);
            var parameters = rest < 0 ? value[(end + 1)..] : value[(end + 1)..rest];
            yield return (target, Relation(parameters));
            i = end + 1;
        }
    }

    private static string? Relation(string parameters)
    {
        foreach (var parameter in parameters.Split(';', ',', StringSplitOptions.TrimEntries))
        {
            var parts = parameter.Split('=', 2, StringSplitOptions.TrimEntries);
            if (parts.Length == 2 && string.Equals(parts[0], "rel", StringComparison.OrdinalIgnoreCase)) return parts[1].Trim('"');
        }

        return null;
    }
}
