namespace SegmentOperator.Kubernetes;

/// <summary>Pods, namespaces or addresses.</summary>
public sealed class NetworkPolicyPeer
{
    public LabelSelector? PodSelector { get; set; }

    public LabelSelector? NamespaceSelector { get; set; }

    public IPBlock? IpBlock { get; set; }
}
