namespace SegmentOperator.Kubernetes;

/// <summary>A kind's place in the API.</summary>
/// <param name="Group">API group, empty for the core group.</param>
/// <param name="Version">Version within the group, <c>v1</c>.</param>
/// <param name="Kind">The kind, <c>Pod</c>.</param>
/// <param name="Plural">The name in paths, <c>pods</c>.</param>
/// <param name="Namespaced">False for cluster-scoped kinds.</param>
public abstract record ResourceType(string Group, string Version, string Kind, string Plural, bool Namespaced)
{
    /// <summary>Group and version as objects spell them.</summary>
    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    /// <summary><c>pods</c> or <c>segments.segment-operator.dev</c>.</summary>
    public string GroupResource => Group.Length == 0 ? Plural : $"{Plural}.{Group}";

    /// <summary>The path below the server's address, without a leading slash.</summary>
    /// <param name="ns">The namespace; null or empty for a cluster-scoped kind or all namespaces.</param>
    /// <param name="name">The object; null for the collection.</param>
    /// <param name="subresource">For example <c>status</c>.</param>
    public string Path(string? ns = null, string? name = null, string? subresource = null)
    {
        var path = Group.Length == 0 ? $"api/{Version}" : $"apis/{Group}/{Version}";
        if (Namespaced && !string.IsNullOrEmpty(ns))
            path += $"/namespaces/{Uri.EscapeDataString(ns)}";
        path += $"/{Plural}";
        if (!string.IsNullOrEmpty(name))
            path += $"/{Uri.EscapeDataString(name)}";
        if (!string.IsNullOrEmpty(subresource))
            path += $"/{subresource}";
        return path;
    }
}
