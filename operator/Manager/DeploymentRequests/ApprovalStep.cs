using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Manager.Approvals;
using SegmentOperator.Manager.Segments;

namespace SegmentOperator.Manager.DeploymentRequests;

/// <summary>Shows what is to be approved, and waits for the people who must agree to exactly that.</summary>
internal sealed class ApprovalStep(ApprovalGate gate)
{
    private const string PolicyApprover = "policy:minimal-low-risk";

    /// <summary>The decision's reason where a Minimal segment lets low risk approve itself.</summary>
    private const string AutoApproved = "AutoApproved";

    public StepOutcome Check(RequestWork work, Segment segment)
    {
        var (status, now) = (work.Status, work.Now);
        var (needs, problem) = ApprovalNeeds.Of(segment, status.Decision);
        if (problem is not null)
            return Wait(work, "AwaitingApproval", problem.Message, null);
        Show(work, segment, needs);
        if (needs.Count == 0)
        {
            var byPolicy = status.Decision?.Reason == AutoApproved;
            status.Approvals = byPolicy ? [.. (segment.Spec.Approvals?.Roles ?? []).Select(role => ByPolicy(role, status.Review!.At))] : [];
            work.SetCondition(RequestConditions.Approved, isTrue: true, byPolicy ? "ApprovedByPolicy" : "NotRequired", byPolicy ? status.Decision!.Message! : "The segment and the decision ask nobody.");
            return StepOutcome.Next;
        }

        var outcome = gate.Judge(work.Request, segment, ApprovalPurpose.Approval, now)!;
        status.Approvals = outcome.Progress;
        if (outcome.Denial is { } denial)
        {
            var denied = ApprovalTexts.Denied(denial);
            work.SetCondition(RequestConditions.Approved, isTrue: false, "DeniedByApprover", denied);
            return StepOutcome.Denied("DeniedByApprover", denied);
        }

        if (!outcome.Missing.Any())
        {
            work.SetCondition(RequestConditions.Approved, isTrue: true, "Approved", ApprovalTexts.Approved(outcome.Progress));
            return StepOutcome.Next;
        }

        var waiting = ApprovalTexts.Waiting(outcome);
        if (status.Review!.ExpiresAt is { } end && end <= now)
        {
            work.SetCondition(RequestConditions.Approved, isTrue: false, "Unanswered", waiting);
            return StepOutcome.Denied("Unanswered", $"Nobody answered in time: {waiting} It could be approved until {end:u}. Make a new request.");
        }

        var until = Earlier(status.Review.ExpiresAt, outcome.NextExpiry);
        return Wait(work, "AwaitingApproval", waiting, until is { } time ? time - now : null);
    }

    private static StepOutcome.Wait Wait(RequestWork work, string reason, string message, TimeSpan? pause)
    {
        work.SetCondition(RequestConditions.Approved, isTrue: false, reason, message);
        return new StepOutcome.Wait(DeploymentPhase.AwaitingApproval, reason, message, pause);
    }

    private static void Show(RequestWork work, Segment segment, IReadOnlyList<ApprovalNeed> needs)
    {
        var (status, old) = (work.Status, work.Status.Review);
        var digest = ReviewDigest.Of(work.Request, segment, needs);
        status.Review = new()
        {
            Digest = digest,
            Summary = Summary(work, segment),
            At = old?.Digest == digest ? old.At : work.Now,
            ExpiresAt = needs.Count == 0 ? null : old?.ExpiresAt ?? work.Now + Patience(segment),
        };
    }

    private static string Summary(RequestWork work, Segment segment)
    {
        var (spec, artifact, risk) = (work.Spec, work.Status.Artifact, work.Status.Risk);
        var signers = artifact is { Signers.Count: > 0 } ? string.Join(", ", artifact.Signers.Select(signer => signer.Identity is null ? signer.Authority : $"{signer.Authority} ({signer.Identity})")) : "nobody";
        var text = $"{spec.Requester.Username} asks to {spec.Operation} {artifact?.Repository}@{artifact?.Digest} into {segment.Metadata.Name}. Signed by {signers}. "
            + (risk is null ? "" : $"Risk {risk.Score} ({risk.Level}). ")
            + $"Decision: {work.Status.Decision?.Message} "
            + (string.IsNullOrEmpty(spec.Justification) ? "No reason is given." : $"Reason: {spec.Justification}")
            + (string.IsNullOrEmpty(spec.Ticket) ? "" : $" ({spec.Ticket})");
        return text.Length <= 4096 ? text : text[..4096];
    }

    private static ApprovalProgress ByPolicy(ApprovalRole role, DateTimeOffset? at) =>
        new() { Role = role.Name, Required = role.Required, Satisfied = true, Granted = [new() { Name = "policy", Approver = PolicyApprover, At = at }] };

    private static TimeSpan Patience(Segment segment) =>
        Durations.TryParse(segment.Spec.Approvals?.RequestExpireAfter, out var time) ? time : TimeSpan.FromDays(7);

    private static DateTimeOffset? Earlier(DateTimeOffset? one, DateTimeOffset? other) => one is null || other < one ? other : one;
}
