namespace SegmentOperator.Kubernetes;

/// <summary>The token asked about.</summary>
public sealed class TokenReviewSpec
{
    public string? Token { get; set; }

    public List<string>? Audiences { get; set; }
}
