using SegmentOperator.Api.V1Alpha1;

namespace SegmentOperator.Manager.Approvals;

/// <summary>Whether one Approval counts, and why.</summary>
/// <param name="Approval">The Approval.</param>
/// <param name="State">Whether it counts.</param>
/// <param name="Reason">A CamelCase word.</param>
/// <param name="Message">A sentence.</param>
/// <param name="ExpiresAt">When it stops counting.</param>
internal sealed record ApprovalJudgement(Approval Approval, ApprovalState State, string Reason, string Message, DateTimeOffset? ExpiresAt);
