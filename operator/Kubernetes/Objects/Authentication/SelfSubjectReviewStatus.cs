namespace SegmentOperator.Kubernetes;

/// <summary>The answer.</summary>
public sealed class SelfSubjectReviewStatus
{
    public UserInfo? UserInfo { get; set; }
}
