using SegmentOperator.Api.Schema;

namespace SegmentOperator.Api.V1Alpha1;

/// <summary>What approvers are shown.</summary>
/// <remarks>An Approval counts only while its reviewDigest equals this digest.</remarks>
public sealed record ReviewStatus
{
    /// <summary>
    /// A hash over everything that an approver decides on: the spec, the artifact's digest, the inspection, the risk, the decision
    /// and the segment's generation. When one of them changes, the digest changes and earlier approvals no longer count.
    /// </summary>
    [Required]
    [Digest]
    public string Digest { get; set; } = "";

    /// <summary>What is to be approved, in a few sentences.</summary>
    [Text(4096)]
    public string? Summary { get; set; }

    /// <summary>When this review took its present form.</summary>
    public DateTimeOffset? At { get; set; }

    /// <summary>When the request ends if it is not approved by then.</summary>
    public DateTimeOffset? ExpiresAt { get; set; }
}
