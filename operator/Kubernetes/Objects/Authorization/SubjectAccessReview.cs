namespace SegmentOperator.Kubernetes;

/// <summary>Asks whether somebody may do something.</summary>
public sealed class SubjectAccessReview() : KubernetesObject("authorization.k8s.io/v1", "SubjectAccessReview"), IKubernetesObject<SubjectAccessReview>
{
    /// <inheritdoc/>
    public static ResourceType<SubjectAccessReview> ResourceType { get; } = new(
        "authorization.k8s.io", "v1", "SubjectAccessReview", "subjectaccessreviews", false, KubernetesJson.Default.SubjectAccessReview, KubernetesJson.Default.KubernetesListSubjectAccessReview);

    public SubjectAccessReviewSpec Spec { get; set; } = new();

    public SubjectAccessReviewStatus? Status { get; set; }
}
