namespace SegmentOperator.RegistrySim;

/// <summary>A request that the registry got.</summary>
/// <param name="Method">GET, HEAD, …</param>
/// <param name="Path">The path without the query.</param>
/// <param name="Query">The query with its question mark, or empty.</param>
/// <param name="Authorization">The whole Authorization header; null without one.</param>
/// <param name="Range">The Range header; null without one.</param>
public sealed record RecordedRequest(string Method, string Path, string Query, string? Authorization, string? Range)
{
    /// <summary>Which connection it came by.</summary>
    public string Connection { get; init; } = "";

    /// <summary>Method and path.</summary>
    public override string ToString() => $"{Method} {Path}{Query}";
}
