using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Kubernetes;

namespace SegmentOperator.Manager.Segments.Isolation;

/// <summary>The segment's network: everything closed in both directions, and exactly what the segment declares opened.</summary>
internal static class IsolationNetwork
{
    public const string DefaultDeny = "segment-default-deny";
    public const string Declared = "segment-declared";
    private const string NamespaceNameLabel = "kubernetes.io/metadata.name";

    public static NetworkPolicySpec Closed { get; } = new() { PolicyTypes = ["Ingress", "Egress"] };

    public static NetworkPolicySpec Open(SegmentSpec spec) => new()
    {
        PolicyTypes = ["Ingress", "Egress"],
        Egress = [.. spec.Egress.Select(Rule), .. spec.Interactions.Where(i => i.Direction == TrafficDirection.Egress).Select(i => new NetworkPolicyEgressRule { To = [Peer(i)], Ports = Ports(i.Ports, i.Protocol) })],
        Ingress = [.. spec.Interactions.Where(i => i.Direction == TrafficDirection.Ingress).Select(i => new NetworkPolicyIngressRule { From = [Peer(i)], Ports = Ports(i.Ports, i.Protocol) })],
    };

    private static NetworkPolicyEgressRule Rule(EgressRule rule) => new() { To = [Peer(rule)], Ports = Ports(rule.Ports, rule.Protocol) };

    private static NetworkPolicyPeer Peer(EgressRule rule) => rule.Cidr is { } cidr
        ? new() { IpBlock = new() { Cidr = cidr, Except = rule.Except.Count > 0 ? [.. rule.Except] : null } }
        : new() { NamespaceSelector = Selector(rule.NamespaceSelector), PodSelector = Selector(rule.PodSelector) };

    private static NetworkPolicyPeer Peer(Interaction interaction) => new()
    {
        NamespaceSelector = new() { MatchLabels = new(StringComparer.Ordinal) { [NamespaceNameLabel] = Names.IsolationNamespace(interaction.Segment) } },
    };

    private static LabelSelector? Selector(IReadOnlyDictionary<string, string>? labels) =>
        labels is null ? null : new() { MatchLabels = labels.ToDictionary(StringComparer.Ordinal) };

    private static List<NetworkPolicyPort>? Ports(IReadOnlyList<int> ports, TransportProtocol protocol)
    {
        var name = protocol == TransportProtocol.Udp ? "UDP" : "TCP";
        return ports.Count == 0 ? [new() { Protocol = name }] : [.. ports.Select(port => new NetworkPolicyPort { Protocol = name, Port = port })];
    }
}
