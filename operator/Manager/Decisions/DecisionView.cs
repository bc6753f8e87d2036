using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Manager.DeploymentRequests;
using SegmentOperator.Manager.Inspections;
using SegmentOperator.Policy.Rules;

namespace SegmentOperator.Manager.Decisions;

/// <summary>A decision as a request's status shows it.</summary>
internal static class DecisionView
{
    /// <summary>Writes risk and decision into the status; what came out the same keeps its time and the inputs that it was made from.</summary>
    /// <returns>Whether the decision is another one than before.</returns>
    public static bool Apply(RequestWork work, Policy.Decisions.Decision decision)
    {
        var status = new DecisionStatus
        {
            Verdict = PolicyMapping.Same<RuleVerdict>(decision.Verdict),
            Reason = decision.Reason,
            Message = InspectionView.Cut(decision.Message, 4096),
            ApprovalRoles = decision.RequiredRoles,
            Rules = [.. decision.Rules.Select(Rule)],
            PolicyHash = decision.PolicyHash,
        };
        var old = work.Status.Decision;
        var same = old is not null && old.Verdict == status.Verdict && old.Message == status.Message && old.PolicyHash == status.PolicyHash
            && old.ApprovalRoles.SequenceEqual(status.ApprovalRoles) && old.Rules.SequenceEqual(status.Rules);
        work.Status.Decision = status with { At = same ? old!.At : work.Now, InputsHash = same ? old!.InputsHash : decision.InputsHash };
        work.Status.Risk = new RiskStatus
        {
            Score = decision.Risk.Score,
            Level = PolicyMapping.Same<RiskLevel>(decision.Risk.Level),
            Factors = [.. decision.Risk.Shares.Select(share => new RiskFactor { Name = share.Factor, Share = share.Points, Message = InspectionView.Cut(share.Message, 512) })],
        };
        work.SetCondition(RequestConditions.Decided, isTrue: decision.Verdict != Verdict.Deny, decision.Reason, status.Message);
        return !same;
    }

    private static RuleResult Rule(RuleOutcome outcome) => new()
    {
        Name = outcome.Rule.Name,
        Source = outcome.Rule.Source,
        Verdict = PolicyMapping.Same<RuleVerdict>(outcome.Verdict),
        Enforcement = PolicyMapping.Same<Enforcement>(outcome.Rule.Enforcement),
        Error = outcome.Error is not null,
        Message = outcome.Applied ? InspectionView.Cut(outcome.Message, 1024) : null,
        Control = outcome.Rule.Control,
    };
}
