namespace SegmentOperator.Kubernetes;

/// <summary>Who, and what.</summary>
public sealed class SubjectAccessReviewSpec
{
    public string? User { get; set; }

    public List<string>? Groups { get; set; }

    public string? Uid { get; set; }

    public ResourceAttributes? ResourceAttributes { get; set; }

    public NonResourceAttributes? NonResourceAttributes { get; set; }
}
