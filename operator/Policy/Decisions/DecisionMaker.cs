using SegmentOperator.Policy.Cel;
using SegmentOperator.Policy.Inputs;
using SegmentOperator.Policy.Risk;
using SegmentOperator.Policy.Rules;

namespace SegmentOperator.Policy.Decisions;

/// <summary>Decides. Pure: the same policy and the same inputs give the same decision, whenever and wherever.</summary>
public static class DecisionMaker
{
    /// <summary>Decides on one change.</summary>
    public static Decision Decide(CompiledPolicy policy, DecisionInputs inputs)
    {
        var risk = RiskCalculator.Score(inputs, policy.Policy.Risk);
        var outcomes = (RuleOutcome[])Evaluate(policy, inputs, risk);
        var draft = new Decision
        {
            Verdict = Verdict.Allow,
            Reason = "Allowed",
            Message = "No rule stands against it.",
            Rules = outcomes,
            Risk = risk,
            InputsHash = inputs.Hash,
            PolicyHash = policy.Hash,
            Warnings = Warnings(outcomes),
        };
        return Denied(policy.Policy, draft) ?? ApprovalDemands.Of(policy.Policy, draft) ?? Warned(draft);
    }

    /// <summary>What each rule says, and nothing more: what an evaluation costs is this.</summary>
    public static IReadOnlyList<RuleOutcome> Evaluate(CompiledPolicy policy, DecisionInputs inputs, RiskScore risk)
    {
        var session = new CelSession(new InputsWithRisk(inputs, risk), RuleLimits.RunTimeCost);
        var outcomes = new RuleOutcome[policy.Rules.Length];
        for (var i = 0; i < outcomes.Length; i++)
            outcomes[i] = policy.Rules[i].Evaluate(session);
        return outcomes;
    }

    private static Decision? Denied(SegmentPolicy policy, Decision draft)
    {
        var denials = draft.Rules.Where(outcome => outcome.Binding == Verdict.Deny).ToArray();
        if (denials.Length > 0)
            return draft with { Verdict = Verdict.Deny, Reason = "RuleDenied", Message = $"Denied by {Sentences(denials)}" };
        if (policy.Risk.DenyAt is { } limit && draft.Risk.Score >= limit)
        {
            return draft with
            {
                Verdict = Verdict.Deny,
                Reason = "RiskTooHigh",
                Message = $"The risk is {draft.Risk.Score} ({draft.Risk.Level}), and the segment denies from {limit} on: {Shares(draft.Risk)}.",
            };
        }

        // Who writes down what may pass has everything else denied.
        var permitting = draft.Rules.Where(outcome => outcome.Rule is { Source: RuleDefinition.SegmentSource, Enforcement: EnforcementMode.Enforce, Then: Verdict.Allow or Verdict.RequireApproval }).ToArray();
        return policy.Posture == PostureLevel.Strict && permitting.Length > 0 && !permitting.Any(outcome => outcome.Applied)
            ? draft with
            {
                Verdict = Verdict.Deny,
                Reason = "NoRuleMatched",
                Message = $"The segment {policy.Segment} is Strict, and none of its permitting rules applies: {string.Join(", ", permitting.Select(outcome => outcome.Rule.Name))}.",
            }
            : null;
    }

    private static Decision Warned(Decision draft) => draft.Warnings.Count == 0 ? draft : draft with
    {
        Verdict = Verdict.Warn,
        Reason = "Warned",
        Message = $"Goes on, with {(draft.Warnings.Count == 1 ? "a warning" : $"{draft.Warnings.Count} warnings")}: {string.Join(" ", draft.Warnings)}",
    };

    private static string[] Warnings(RuleOutcome[] outcomes) =>
        [.. outcomes.Where(outcome => outcome.Binding == Verdict.Warn).Select(outcome => $"{Name(outcome)}: {Sentence(outcome.Message)}")];

    internal static string Sentences(IEnumerable<RuleOutcome> outcomes) => string.Join(" And by ", outcomes.Select(outcome => $"{Name(outcome)}: {Sentence(outcome.Message)}"));

    internal static string Shares(RiskScore risk) =>
        string.Join(", ", risk.Shares.Where(share => share.Points > 0).OrderByDescending(share => share.Points).Select(share => $"{share.Factor} {share.Points} ({share.Message})"));

    private static string Name(RuleOutcome outcome) => outcome.Rule.Control is null
        ? $"{outcome.Rule.Source}/{outcome.Rule.Name}"
        : $"{outcome.Rule.Source}/{outcome.Rule.Name} ({outcome.Rule.Control})";

    private static string Sentence(string text) => text.EndsWith('.') ? text : text + ".";
}
