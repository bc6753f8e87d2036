namespace SegmentOperator.Kubernetes;

/// <summary>An identity for pods.</summary>
public sealed class ServiceAccount() : KubernetesObject("v1", "ServiceAccount"), IKubernetesObject<ServiceAccount>
{
    /// <inheritdoc/>
    public static ResourceType<ServiceAccount> ResourceType { get; } = new(
        "", "v1", "ServiceAccount", "serviceaccounts", true, KubernetesJson.Default.ServiceAccount, KubernetesJson.Default.KubernetesListServiceAccount);

    public bool? AutomountServiceAccountToken { get; set; }

    public List<LocalObjectReference>? ImagePullSecrets { get; set; }
}
