namespace SegmentOperator.Kubernetes;

/// <summary>Allowed senders.</summary>
public sealed class NetworkPolicyIngressRule
{
    public List<NetworkPolicyPort>? Ports { get; set; }

    public List<NetworkPolicyPeer>? From { get; set; }
}
