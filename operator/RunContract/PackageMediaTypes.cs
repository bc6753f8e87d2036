namespace SegmentOperator.RunContract;

/// <summary>The media types of a package in a registry.</summary>
public static class PackageMediaTypes
{
    /// <summary>The manifest's artifactType.</summary>
    public const string ArtifactType = "application/vnd.segment-operator.package.v1+json";

    /// <summary>A layer: a Metadata API zip, with package.xml at its root or in one top folder.</summary>
    public const string SalesforceMetadata = "application/vnd.segment-operator.salesforce.metadata.v1+zip";

    /// <summary>A layer: YAML and JSON manifests in a gzipped tar.</summary>
    public const string KubernetesManifests = "application/vnd.segment-operator.kubernetes.manifests.v1.tar+gzip";
}
