namespace SegmentOperator.Kubernetes;

/// <summary>A service account token to be minted. The answer holds the token: never log one.</summary>
public sealed class TokenRequest() : KubernetesObject("authentication.k8s.io/v1", "TokenRequest"), IKubernetesObject<TokenRequest>
{
    /// <inheritdoc/>
    public static ResourceType<TokenRequest> ResourceType { get; } = new(
        "authentication.k8s.io", "v1", "TokenRequest", "tokenrequests", true, KubernetesJson.Default.TokenRequest, KubernetesJson.Default.KubernetesListTokenRequest);

    public TokenRequestSpec Spec { get; set; } = new();

    public TokenRequestStatus? Status { get; set; }
}
