namespace SegmentOperator.Kubernetes;

/// <summary>Who may talk to the pods of a namespace, and to whom they may talk.</summary>
public sealed class NetworkPolicy() : KubernetesObject("networking.k8s.io/v1", "NetworkPolicy"), IKubernetesObject<NetworkPolicy>
{
    /// <inheritdoc/>
    public static ResourceType<NetworkPolicy> ResourceType { get; } = new(
        "networking.k8s.io", "v1", "NetworkPolicy", "networkpolicies", true, KubernetesJson.Default.NetworkPolicy, KubernetesJson.Default.KubernetesListNetworkPolicy);

    public NetworkPolicySpec? Spec { get; set; }
}
