using SegmentOperator.Policy.Risk;
using SegmentOperator.Policy.Rules;

namespace SegmentOperator.Policy.Decisions;

/// <summary>What follows from a request's inputs under a segment's policy.</summary>
public sealed record Decision
{
    /// <summary>The verdict: Deny wins over RequireApproval, RequireApproval over Warn, Warn over Allow.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>Why, in one CamelCase word: RuleDenied, NoRuleMatched, RiskTooHigh, ApprovalRequired, AutoApproved, Warned, Allowed.</summary>
    public required string Reason { get; init; }

    /// <summary>Why, in sentences: which rules, and what would be decided otherwise.</summary>
    public required string Message { get; init; }

    /// <summary>The approval roles that must agree, ordered; empty unless the verdict is RequireApproval.</summary>
    public IReadOnlyList<string> RequiredRoles { get; init; } = [];

    /// <summary>What to tell the requester although the change goes on.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>What each rule said, ordered by source and name.</summary>
    public IReadOnlyList<RuleOutcome> Rules { get; init; } = [];

    /// <summary>The risk.</summary>
    public required RiskScore Risk { get; init; }

    /// <summary>The hash of everything that the rules saw, as sha256:hex.</summary>
    public required string InputsHash { get; init; }

    /// <summary>The hash of the rules, thresholds and posture, as sha256:hex.</summary>
    public required string PolicyHash { get; init; }

    /// <summary>
    /// What of the decision an approver agrees to, in one spelling: verdict, roles, the rules that applied, and the risk without the share
    /// of the clock. It stays the same while only time goes by.
    /// </summary>
    public string ReviewFacts => string.Join('\n',
    [
        $"verdict {Verdict}",
        $"roles {string.Join(',', RequiredRoles)}",
        $"policy {PolicyHash}",
        $"risk {string.Join(',', Risk.Shares.Where(share => share.Factor != "time").Select(share => $"{share.Factor}={share.Points}"))}",
        .. Rules.Where(outcome => outcome.Applied).Select(outcome => $"rule {outcome.Rule.Source}/{outcome.Rule.Name} {outcome.Binding}"),
    ]);
}
