using SegmentOperator.Api.V1Alpha1;

namespace SegmentOperator.Manager.Approvals;

/// <summary>What all Approvals of one matter come to.</summary>
/// <param name="Progress">Role by role.</param>
/// <param name="Judgements">Approval by Approval.</param>
/// <param name="Denial">The Deny that ends it; null when there is none.</param>
/// <param name="NextExpiry">When the first of those that count stops counting.</param>
internal sealed record ApprovalOutcome(
    IReadOnlyList<ApprovalProgress> Progress,
    IReadOnlyList<ApprovalJudgement> Judgements,
    Approval? Denial,
    DateTimeOffset? NextExpiry)
{
    /// <summary>The roles that have not agreed yet.</summary>
    public IEnumerable<ApprovalProgress> Missing => Progress.Where(role => !role.Satisfied);
}
