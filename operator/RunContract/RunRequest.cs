using System.Text.Json;
using System.Text.Json.Serialization;

namespace SegmentOperator.RunContract;

/// <summary>
/// What one run is told to do: the content of <see cref="RunPaths.RequestFile"/>. It carries no credential, so that it may be
/// shown; the credentials are files beside it.
/// </summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record RunRequest
{
    /// <summary>The version of this contract that this build writes and reads.</summary>
    public const int CurrentVersion = 1;

    /// <summary>The contract's version. A runner refuses one that it does not know.</summary>
    public int Version { get; set; } = CurrentVersion;

    /// <summary>The UID of the DeploymentRequest, as the API server gave it. It names the run in logs and in the org.</summary>
    public required string RequestUid { get; init; }

    /// <summary>What to do with the artifact.</summary>
    public required RunOperation Operation { get; init; }

    /// <summary>The artifact that was verified and approved.</summary>
    public required RunArtifact Artifact { get; init; }

    /// <summary>Where it goes; exactly one kind of target is given.</summary>
    public required RunTarget Target { get; init; }

    /// <summary>The moment after which the run cancels what it started and ends.</summary>
    public required DateTimeOffset Deadline { get; init; }

    /// <summary>What a package may cost to unpack.</summary>
    public RunLimits Limits { get; set; } = new();

    /// <summary>Writes the request as the runner reads it.</summary>
    public byte[] ToUtf8Json() => JsonSerializer.SerializeToUtf8Bytes(this, RunContractJson.Default.RunRequest);

    /// <summary>
    /// Reads a request. Unknown fields are refused: a field that this build does not know may be a limit that it would ignore.
    /// </summary>
    /// <exception cref="JsonException">The text is not JSON, lacks a required field or has an unknown one.</exception>
    public static RunRequest Parse(ReadOnlySpan<byte> utf8Json) =>
        JsonSerializer.Deserialize(utf8Json, RunContractJson.Default.RunRequest)
        ?? throw new JsonException("The run request is the JSON value null; an object is expected.");
}
