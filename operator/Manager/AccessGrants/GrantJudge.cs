using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Manager.Approvals;
using SegmentOperator.Manager.Clocks;
using SegmentOperator.Manager.Identity;
using SegmentOperator.Runtime;

namespace SegmentOperator.Manager.AccessGrants;

/// <summary>Judges a grant from it, its segment and the time. Pure: no client, no clock.</summary>
internal static class GrantJudge
{
    /// <summary>How often the clock, or a role that is not there, is looked at again.</summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(5);

    /// <summary>Ends that are judged anew each time, and may turn out to be none.</summary>
    private static readonly string[] Passing = ["SegmentChanged", "ClockSetBack"];

    /// <summary>A grant that has never been active: what it waits for, or why it will not be; Active when its time has come.</summary>
    public static GrantVerdict BeforeActivation(AccessGrant grant, Segment? segment, DateTimeOffset now, GrantInputs? inputs = null)
    {
        var (name, spec, known) = (grant.Spec.Segment, grant.Spec, inputs ?? GrantInputs.None);
        if (segment is null)
            return Pending("SegmentNotFound", $"There is no segment {name}. The grant goes on when one is created, or delete it.");
        if (grant.Status?.SegmentUid is { } uid && uid != segment.Metadata.Uid)
            return Denied("SegmentReplaced", $"The segment {name} was deleted and created again since this grant was made. Make a new grant.");
        if (segment.IsDeleting())
            return Denied("SegmentDeleting", $"The segment {name} is being deleted.");
        if (known.Revocation is { } withdrawal)
            return Denied(ReasonOf(withdrawal, grant), $"{withdrawal.Spec.Approver.Username} ended the grant before it began.");
        if (GrantRules.Refusal(grant, segment) is { } refusal)
            return Denied(refusal.Reason, refusal.Message);
        if (known.RoleProblem is { } unfit)
            return Denied(unfit.Reason, unfit.Message);
        if (grant.Metadata.CreationTimestamp is { } created && SessionClaims.Missing(segment, spec.Requester, known.Claims, created) is { } missing)
            return Denied(missing.Reason, missing.Message);
        if (spec.BreakGlass && known.Unreviewed is { } unreviewed)
            return Denied("ReviewOpen", unreviewed);
        if (known.Unenforced is { } unenforced)
            return Pending(unenforced.Reason, unenforced.Message);
        if (known.ClockStepped is { } clock)
            return new(GrantPhase.Pending, clock.Reason, clock.Message, now + LookAgain);
        var ready = segment.Status?.Conditions.Find(ConditionTypes.Ready);
        if (ready?.Status != ConditionStatus.True || segment.Status!.ObservedGeneration != segment.Metadata.Generation)
            return Pending("SegmentNotReady", $"The segment {name} is not Ready{(ready is null ? " yet" : $" ({ready.Reason}): {ready.Message}")}");
        if (known.RoleMissing is { } missingRole)
            return new(GrantPhase.Pending, missingRole.Reason, missingRole.Message, now + LookAgain);
        if (!spec.BreakGlass && Approval(grant, segment, known.Approvals, now) is { } waiting)
            return waiting;
        return spec.StartTime is { } start && start > now
            ? new(GrantPhase.Scheduled, "Scheduled", $"Becomes active at {start:u}.", start)
            : new(GrantPhase.Active, "Active", "");
    }

    /// <summary>A grant that is or was active: whether its time is over.</summary>
    public static GrantVerdict AfterActivation(AccessGrant grant, Segment? segment, DateTimeOffset now, GrantInputs? inputs = null)
    {
        var status = grant.Status!;
        if (grant.IsDeleting())
            return Ends("Deleted", "The grant was deleted.");
        if (segment is null || segment.IsDeleting() || (status.SegmentUid is { } uid && uid != segment.Metadata.Uid))
            return Ends("SegmentDeleted", $"The segment {grant.Spec.Segment} was deleted.");
        // What has begun to end does not come back when a clock is set back.
        if (status.ExpiresAt is not { } end || end <= now || status.Revocation?.Reason == "Expired")
            return Ends("Expired", "The grant's time is over.");
        // It would outlast its duration: a clock that was ahead gave it, or the clock was set back since.
        if (status.ActivatedAt - now > SteadyClock.Tolerance)
            return Ends("ClockSetBack", $"The grant became active at {status.ActivatedAt:u}, which has not come yet: a clock was wrong then or is now, and nobody can tell when its time is over.");
        if (inputs?.Revocation is { } revocation)
            return Ends(ReasonOf(revocation, grant), $"{revocation.Spec.Approver.Username} ended the grant early.", revocation.Spec.Approver.Username);
        // What was refused, or ended by somebody, is not given again, whatever becomes of the cause.
        if (status.Revocation is { Reason: { } why } begun && !Passing.Contains(why))
            return Ends(why, begun is { Failures: 0, Message: { } told } ? told : $"The grant ended ({why}).", begun.By);
        if (inputs?.RoleProblem is { } unfit)
            return Ends(unfit.Reason, unfit.Message);
        if (segment.Spec.Roles.All(role => role.Name != grant.Spec.Role))
            return Ends("SegmentChanged", $"The segment {grant.Spec.Segment} has no role {grant.Spec.Role} any more.");
        return new(GrantPhase.Active, "Active", $"{grant.Spec.Subject.Name} holds {grant.Spec.Role} until {end:u}.", end);
    }

    /// <summary>The time runs, and the access is on its way: an org takes its time.</summary>
    public static GrantVerdict BeingGiven(GrantVerdict active) =>
        active with { Reason = GrantConditions.BeingGiven, Message = $"The org is being asked to give the access. It ends at {active.Until:u} all the same." };

    /// <summary>The time runs, and the access could not be given yet.</summary>
    public static GrantVerdict NotGiven(GrantVerdict active, GrantAccessException why) =>
        active with { Reason = why.Reason, Message = $"The access could not be given yet and is tried again until {active.Until:u}: {why.Message}" };

    /// <summary>When a grant's access must go; null when it has none.</summary>
    public static DateTimeOffset? EndOf(AccessGrant grant) =>
        grant.Status is { ActivatedAt: not null, RevokedAt: null, ExpiresAt: { } end, Revocation: null } status && status.Phase?.IsTerminal() != true ? end : null;

    private static GrantVerdict? Approval(AccessGrant grant, Segment segment, ApprovalOutcome? outcome, DateTimeOffset now)
    {
        var role = segment.Spec.Roles.First(candidate => candidate.Name == grant.Spec.Role);
        var (needs, problem) = ApprovalNeeds.Of(segment, role);
        if (problem is not null)
            return new(GrantPhase.AwaitingApproval, "AwaitingApproval", problem.Message);
        if (needs.Count == 0)
            return null;
        if (outcome?.Denial is { } denial)
            return Denied("DeniedByApprover", ApprovalTexts.Denied(denial));
        if (outcome is not null && !outcome.Missing.Any())
            return null;
        // Approved in time and waiting for its start: that the approvals grow old meanwhile was known when they were given.
        var review = grant.Status?.Review;
        if (grant.Status is { Phase: GrantPhase.Scheduled } && outcome is not null && needs.All(need => WereGiven(need, outcome)))
            return null;
        var waiting = outcome is null ? $"Waits for approval by {string.Join(" and ", needs.Select(need => $"the role {need.Role}"))}." : ApprovalTexts.Waiting(outcome);
        if (review?.ExpiresAt is { } end && end <= now)
            return Denied("Unanswered", $"Nobody answered in time: {waiting} It could be approved until {end:u}. Make a new grant.");
        return new(GrantPhase.AwaitingApproval, "AwaitingApproval", waiting, review?.ExpiresAt is { } last && (outcome?.NextExpiry is not { } next || last < next) ? last : outcome?.NextExpiry);
    }

    /// <summary>Whether the approvals of a role are there, old or not: those that were deleted, or void because what was shown changed, are not.</summary>
    private static bool WereGiven(ApprovalNeed need, ApprovalOutcome outcome) => need.Required <= outcome.Judgements.Count(judgement =>
        judgement.State is ApprovalState.Counted or ApprovalState.Expired
        && judgement.Approval.Spec is { Decision: ApprovalDecision.Approve } spec && spec.Role == need.Role);

    private static string ReasonOf(Approval revocation, AccessGrant grant) =>
        ApprovalGate.IsSubject(grant.Spec.Subject, revocation.Spec.Approver) ? "RequestedBySubject" : "RequestedByOwner";

    private static GrantVerdict Pending(string reason, string message) => new(GrantPhase.Pending, reason, message);

    private static GrantVerdict Denied(string reason, string message) => new(GrantPhase.Denied, reason, message);

    private static GrantVerdict Ends(string reason, string message, string? by = null) => new(GrantPhase.Revoking, reason, message, By: by);
}
