namespace SegmentOperator.Policy.Inspection;

/// <summary>The form of a package.</summary>
public enum PackageForm
{
    /// <summary>A zip for the Metadata API, with package.xml.</summary>
    SalesforceMetadata,

    /// <summary>A project in Salesforce DX source format.</summary>
    SalesforceSource,

    /// <summary>Kubernetes manifests, YAML or JSON.</summary>
    KubernetesManifests,

    /// <summary>Files that nothing more is known about.</summary>
    Archive,
}
