using SegmentOperator.Kubernetes;

namespace SegmentOperator.Runtime;

/// <summary>Makes clients of the one server: with a fence for what reconcilers write, without for the lease and for reading.</summary>
public delegate IKubernetesClient KubernetesClientFactory(IWriteFence? fence);
