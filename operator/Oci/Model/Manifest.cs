namespace SegmentOperator.Oci;

/// <summary>
/// A manifest or index whose bytes have been checked against the digest that it was asked for by.
/// </summary>
/// <param name="Descriptor">Its media type, digest and size.</param>
/// <param name="Content">The exact bytes that have the digest.</param>
public sealed record Manifest(Descriptor Descriptor, ReadOnlyMemory<byte> Content)
{
    /// <summary>The artifact's type: <c>artifactType</c>, or else the configuration's media type, as OCI 1.1 says.</summary>
    public string? ArtifactType { get; init; }

    /// <summary>The configuration; null in an index.</summary>
    public Descriptor? Config { get; init; }

    /// <summary>The layers, in order; empty in an index.</summary>
    public IReadOnlyList<Descriptor> Layers { get; init; } = [];

    /// <summary>The manifests of an index, in order; empty otherwise.</summary>
    public IReadOnlyList<Descriptor> Manifests { get; init; } = [];

    /// <summary>What this manifest refers to (a signature's artifact), if anything.</summary>
    public Descriptor? Subject { get; init; }

    /// <summary>Annotations; empty when there are none.</summary>
    public IReadOnlyDictionary<string, string> Annotations { get; init; } = Empty.Annotations;

    /// <summary>Whether this is an index (or a Docker manifest list).</summary>
    public bool IsIndex => Descriptor.MediaType is MediaTypes.OciIndex or MediaTypes.DockerManifestList;
}
