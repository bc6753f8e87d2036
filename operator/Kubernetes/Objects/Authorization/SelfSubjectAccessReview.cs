namespace SegmentOperator.Kubernetes;

/// <summary>Asks whether I may do something.</summary>
public sealed class SelfSubjectAccessReview() : KubernetesObject("authorization.k8s.io/v1", "SelfSubjectAccessReview"), IKubernetesObject<SelfSubjectAccessReview>
{
    /// <inheritdoc/>
    public static ResourceType<SelfSubjectAccessReview> ResourceType { get; } = new(
        "authorization.k8s.io", "v1", "SelfSubjectAccessReview", "selfsubjectaccessreviews", false, KubernetesJson.Default.SelfSubjectAccessReview, KubernetesJson.Default.KubernetesListSelfSubjectAccessReview);

    public SubjectAccessReviewSpec Spec { get; set; } = new();

    public SubjectAccessReviewStatus? Status { get; set; }
}
