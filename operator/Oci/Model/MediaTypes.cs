namespace SegmentOperator.Oci;

/// <summary>The media types that the client knows by name.</summary>
public static class MediaTypes
{
    /// <summary>An OCI image manifest: images, and every other artifact.</summary>
    public const string OciManifest = "application/vnd.oci.image.manifest.v1+json";

    /// <summary>An OCI image index: several manifests, and the answer of the referrers API.</summary>
    public const string OciIndex = "application/vnd.oci.image.index.v1+json";

    /// <summary>A Docker image manifest.</summary>
    public const string DockerManifest = "application/vnd.docker.distribution.manifest.v2+json";

    /// <summary>A Docker manifest list.</summary>
    public const string DockerManifestList = "application/vnd.docker.distribution.manifest.list.v2+json";

    /// <summary>The empty configuration <c>{}</c> of an artifact that needs none (OCI 1.1).</summary>
    public const string EmptyJson = "application/vnd.oci.empty.v1+json";
}
