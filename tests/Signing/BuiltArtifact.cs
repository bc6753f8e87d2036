using System.Text;
using System.Text.Json.Nodes;
using SegmentOperator.Oci;

namespace SegmentOperator.Signing;

/// <summary>A manifest and the blobs it names, ready to be pushed.</summary>
public sealed record BuiltArtifact(byte[] Manifest, string MediaType, IReadOnlyList<Blob> Blobs)
{
    /// <summary>The empty configuration that OCI 1.1 gives artifacts.</summary>
    public static Blob EmptyConfig { get; } = new(MediaTypes.EmptyJson, "{}"u8.ToArray());

    /// <summary>The manifest's digest.</summary>
    public Digest Digest => Digest.Compute(Manifest);

    /// <summary>An OCI 1.1 artifact with an empty configuration.</summary>
    /// <param name="artifactType">The manifest's artifactType; null for none.</param>
    /// <param name="layers">The layers, in order.</param>
    /// <param name="subject">What it refers to; null for nothing.</param>
    /// <param name="annotations">The manifest's annotations; null for none.</param>
    public static BuiltArtifact Create(
        string? artifactType, IReadOnlyList<Blob> layers, Descriptor? subject = null, IReadOnlyDictionary<string, string>? annotations = null) =>
        Create(artifactType, EmptyConfig, layers, subject, annotations);

    /// <summary>An artifact with a configuration of its own.</summary>
    public static BuiltArtifact Create(
        string? artifactType, Blob config, IReadOnlyList<Blob> layers, Descriptor? subject, IReadOnlyDictionary<string, string>? annotations)
    {
        var manifest = new JsonObject { ["schemaVersion"] = 2, ["mediaType"] = MediaTypes.OciManifest };
        if (artifactType is not null) manifest["artifactType"] = artifactType;
        manifest["config"] = config.ToJson();
        manifest["layers"] = new JsonArray([.. layers.Select(l => (JsonNode)l.ToJson())]);
        if (subject is not null)
            manifest["subject"] = new JsonObject
            {
                ["mediaType"] = subject.MediaType,
                ["digest"] = subject.Digest.ToString(),
                ["size"] = subject.Size,
            };
        if (annotations is { Count: > 0 }) manifest["annotations"] = Blob.Annotated(annotations);
        return new BuiltArtifact(Encoding.UTF8.GetBytes(manifest.ToJsonString()), MediaTypes.OciManifest, [config, .. layers]);
    }
}
