using System.Text.Json.Serialization;

namespace SegmentOperator.RunContract;

/// <summary>An artifact, by repository and digest. There is no tag: a run never resolves one.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record RunArtifact
{
    /// <summary>Registry and repository, without tag or digest: <c>registry.example.com/sf/finance/revenue</c>.</summary>
    public required string Repository { get; init; }

    /// <summary>The manifest's digest: <c>sha256:</c> and 64 lower-case hexadecimal digits.</summary>
    public required string Digest { get; init; }

    /// <summary>The registry is spoken to without TLS. Only for registries on loopback or in tests.</summary>
    public bool PlainHttp { get; init; }

    /// <summary>Mirrors that are asked before the registry, in order; null for none.</summary>
    public IReadOnlyList<RunMirror>? Mirrors { get; init; }
}
