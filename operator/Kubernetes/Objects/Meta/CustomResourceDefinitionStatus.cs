namespace SegmentOperator.Kubernetes;

/// <summary>Whether the kind is served.</summary>
public sealed class CustomResourceDefinitionStatus
{
    public List<Condition>? Conditions { get; set; }

    public List<string>? StoredVersions { get; set; }
}
