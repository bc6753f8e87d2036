using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Manager.Identity;

namespace SegmentOperator.Manager.Approvals;

/// <summary>What approvals of one request, grant or segment are judged by.</summary>
internal sealed record ApprovalCase
{
    /// <summary>The segment whose roles count.</summary>
    public required Segment Segment { get; init; }

    public required string Namespace { get; init; }

    public required string Uid { get; init; }

    /// <summary>What the Approvals must be for.</summary>
    public ApprovalPurpose Purpose { get; init; } = ApprovalPurpose.Approval;

    /// <summary>What is shown now: status.review.digest.</summary>
    public required string Digest { get; init; }

    /// <summary>The roles that must agree.</summary>
    public required IReadOnlyList<ApprovalNeed> Needs { get; init; }

    /// <summary>Any one of the needed roles is enough.</summary>
    public bool AnyRole { get; init; }

    public IReadOnlyList<ExcludedPerson> Excluded { get; init; } = [];

    /// <summary>When what is decided on ended, where it did: later approvals come too late.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Where an approver's session shows its claims.</summary>
    public ClaimKeys Claims { get; init; } = ClaimKeys.None;

    public TimeSpan ExpireAfter => Durations.TryParse(Segment.Spec.Approvals?.ExpireAfter, out var time) ? time : TimeSpan.FromHours(24);
}
