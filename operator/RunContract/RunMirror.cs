using System.Text.Json.Serialization;

namespace SegmentOperator.RunContract;

/// <summary>A mirror of an artifact's registry. What it answers is checked by digest like everything else.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record RunMirror
{
    /// <summary>A host with an optional port and path, below which the mirror has the registry's repositories: <c>mirror.example.com/hub</c>.</summary>
    public required string Address { get; init; }

    /// <summary>The mirror is spoken to without TLS.</summary>
    public bool PlainHttp { get; init; }
}
