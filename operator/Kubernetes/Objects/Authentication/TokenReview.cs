namespace SegmentOperator.Kubernetes;

/// <summary>Asks whose token it is.</summary>
public sealed class TokenReview() : KubernetesObject("authentication.k8s.io/v1", "TokenReview"), IKubernetesObject<TokenReview>
{
    /// <inheritdoc/>
    public static ResourceType<TokenReview> ResourceType { get; } = new(
        "authentication.k8s.io", "v1", "TokenReview", "tokenreviews", false, KubernetesJson.Default.TokenReview, KubernetesJson.Default.KubernetesListTokenReview);

    public TokenReviewSpec Spec { get; set; } = new();

    public TokenReviewStatus? Status { get; set; }
}
