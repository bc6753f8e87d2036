namespace SegmentOperator.Kubernetes;

/// <summary>Selected pods and the traffic allowed.</summary>
public sealed class NetworkPolicySpec
{
    public LabelSelector PodSelector { get; set; } = new();

    public List<string>? PolicyTypes { get; set; }

    public List<NetworkPolicyIngressRule>? Ingress { get; set; }

    public List<NetworkPolicyEgressRule>? Egress { get; set; }
}
