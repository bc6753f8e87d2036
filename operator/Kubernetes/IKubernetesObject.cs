namespace SegmentOperator.Kubernetes;

/// <summary>Anything that the API server stores: a kind, a version and metadata.</summary>
public interface IKubernetesObject
{
    /// <summary>Group and version, <c>segment-operator.dev/v1alpha1</c>, or <c>v1</c> for the core group.</summary>
    string ApiVersion { get; set; }

    /// <summary>The kind, <c>Pod</c>.</summary>
    string Kind { get; set; }

    /// <summary>Name, namespace, labels, owners and what the server keeps about the object.</summary>
    ObjectMeta Metadata { get; set; }
}
