namespace SegmentOperator.Kubernetes;

/// <summary>Asks who I am.</summary>
public sealed class SelfSubjectReview() : KubernetesObject("authentication.k8s.io/v1", "SelfSubjectReview"), IKubernetesObject<SelfSubjectReview>
{
    /// <inheritdoc/>
    public static ResourceType<SelfSubjectReview> ResourceType { get; } = new(
        "authentication.k8s.io", "v1", "SelfSubjectReview", "selfsubjectreviews", false, KubernetesJson.Default.SelfSubjectReview, KubernetesJson.Default.KubernetesListSelfSubjectReview);

    public SelfSubjectReviewStatus? Status { get; set; }
}
