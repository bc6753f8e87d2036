namespace SegmentOperator.Kubernetes;

/// <summary>Puts a policy into force.</summary>
public sealed class ValidatingAdmissionPolicyBinding() : KubernetesObject("admissionregistration.k8s.io/v1", "ValidatingAdmissionPolicyBinding"), IKubernetesObject<ValidatingAdmissionPolicyBinding>
{
    /// <inheritdoc/>
    public static ResourceType<ValidatingAdmissionPolicyBinding> ResourceType { get; } = new(
        "admissionregistration.k8s.io", "v1", "ValidatingAdmissionPolicyBinding", "validatingadmissionpolicybindings", false, KubernetesJson.Default.ValidatingAdmissionPolicyBinding, KubernetesJson.Default.KubernetesListValidatingAdmissionPolicyBinding);

    public ValidatingAdmissionPolicyBindingSpec? Spec { get; set; }
}
