using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Manager.Identity;
using SegmentOperator.Manager.Segments;
using SegmentOperator.Runtime;

namespace SegmentOperator.Manager.Approvals;

/// <summary>Finds the Approvals of a matter and lets the chain judge them.</summary>
internal sealed class ApprovalGate(ICache<Approval> approvals, ClaimKeys claims)
{
    public ApprovalOutcome? Judge(DeploymentRequest request, Segment segment, ApprovalPurpose purpose, DateTimeOffset now) =>
        Judge(ApprovalCases.Of(request, segment, purpose, claims), now);

    public ApprovalOutcome? Judge(AccessGrant grant, Segment segment, ApprovalPurpose purpose, DateTimeOffset now) =>
        Judge(ApprovalCases.Of(grant, segment, purpose, claims), now);

    public ApprovalOutcome? Judge(Segment segment, DateTimeOffset now) => Judge(ApprovalCases.Of(segment, claims), now);

    /// <summary>The Approval by which the subject or the segment's owner ends the grant early; null when there is none.</summary>
    public Approval? Revocation(AccessGrant grant, Segment? segment) =>
        approvals.ByIndex(Indexes.ByTargetUid, grant.Metadata.Uid!).FirstOrDefault(approval => MayRevoke(approval, grant, segment));

    /// <summary>Whether an Approval ends a grant early: of purpose Revocation, by whom the grant or the segment names.</summary>
    public static bool MayRevoke(Approval approval, AccessGrant grant, Segment? segment) =>
        approval.Spec is { Purpose: ApprovalPurpose.Revocation, Decision: ApprovalDecision.Approve } spec
        && spec.Target.Uid == grant.Metadata.Uid && approval.Metadata.Namespace == grant.Metadata.Namespace
        && (IsSubject(grant.Spec.Subject, spec.Approver) || (segment?.Spec.Governance?.Owner is { } owner && Personas.IsMatch(owner, spec.Approver)));

    public static bool IsSubject(GrantSubject subject, UserIdentity person) =>
        Personas.IsMatch(new SubjectReference { Kind = subject.Kind, Name = subject.Name, Namespace = subject.Namespace }, person);

    private ApprovalOutcome? Judge(ApprovalCase? matter, DateTimeOffset now) =>
        matter is null ? null : ApprovalChain.Judge(matter, approvals.ByIndex(Indexes.ByTargetUid, matter.Uid), now);
}
