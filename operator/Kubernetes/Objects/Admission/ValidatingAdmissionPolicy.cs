namespace SegmentOperator.Kubernetes;

/// <summary>Rules that the API server itself enforces.</summary>
public sealed class ValidatingAdmissionPolicy() : KubernetesObject("admissionregistration.k8s.io/v1", "ValidatingAdmissionPolicy"), IKubernetesObject<ValidatingAdmissionPolicy>
{
    /// <inheritdoc/>
    public static ResourceType<ValidatingAdmissionPolicy> ResourceType { get; } = new(
        "admissionregistration.k8s.io", "v1", "ValidatingAdmissionPolicy", "validatingadmissionpolicies", false, KubernetesJson.Default.ValidatingAdmissionPolicy, KubernetesJson.Default.KubernetesListValidatingAdmissionPolicy);

    public ValidatingAdmissionPolicySpec? Spec { get; set; }
}
