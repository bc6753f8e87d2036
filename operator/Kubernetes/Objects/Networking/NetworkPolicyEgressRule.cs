namespace SegmentOperator.Kubernetes;

/// <summary>Allowed receivers.</summary>
public sealed class NetworkPolicyEgressRule
{
    public List<NetworkPolicyPort>? Ports { get; set; }

    public List<NetworkPolicyPeer>? To { get; set; }
}
