using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Manager.Segments;

namespace SegmentOperator.Manager.DeploymentRequests;

/// <summary>Draws the conclusion from the checks that were made. Pure.</summary>
internal static class Decision
{
    public static StepOutcome Take(RequestWork work, Segment segment)
    {
        var roles = SegmentFacts.DemandsApproval(segment) ? segment.Spec.Approvals?.Roles.Select(role => role.Name).ToArray() ?? [] : null;
        var signers = string.Join(" and ", work.Status.Artifact!.Signers.Select(signer => signer.Authority));
        var decision = new DecisionStatus
        {
            Verdict = roles is null ? RuleVerdict.Allow : RuleVerdict.RequireApproval,
            Reason = roles is null ? "Allowed" : "ApprovalRequired",
            Message = $"{work.Spec.Requester.Username} may request this, the repository belongs to the segment, and the artifact is signed by {signers}.",
            ApprovalRoles = roles ?? [],
        };
        // The time is that of the decision, not of the last time it came out the same.
        var same = work.Status.Decision is { } old && old.Verdict == decision.Verdict && old.Message == decision.Message && old.ApprovalRoles.SequenceEqual(decision.ApprovalRoles);
        work.Status.Decision = decision with { At = same ? work.Status.Decision!.At : work.Now };
        work.SetCondition(RequestConditions.Decided, isTrue: true, decision.Reason, decision.Message);
        return StepOutcome.Next;
    }

    /// <summary>Whether its time has come. Asked last: who has to approve need not wait for it.</summary>
    public static StepOutcome CheckTime(RequestWork work) => work.Spec.NotBefore > work.Now ? NotBefore(work) : StepOutcome.Next;

    private static StepOutcome.Wait NotBefore(RequestWork work) =>
        new(DeploymentPhase.Queued, "NotBefore", $"spec.notBefore is {work.Spec.NotBefore:u}.", work.Spec.NotBefore!.Value - work.Now);
}
