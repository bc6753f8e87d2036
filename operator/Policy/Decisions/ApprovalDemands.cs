using SegmentOperator.Policy.Rules;

namespace SegmentOperator.Policy.Decisions;

/// <summary>Whose approval a change needs: by rules, by risk, by posture, by SOX.</summary>
internal static class ApprovalDemands
{
    /// <summary>Below this a Minimal segment that says nothing of its own approves by itself: the level Low.</summary>
    private const int LowRisk = 25;

    /// <returns>The decision that people are asked; null where nobody has to be.</returns>
    public static Decision? Of(SegmentPolicy policy, Decision draft)
    {
        var asking = draft.Rules.Where(outcome => outcome.Binding == Verdict.RequireApproval).ToArray();
        var reached = policy.Risk.Thresholds.Where(threshold => draft.Risk.Score >= threshold.AtLeast).ToArray();
        var roles = new SortedSet<string>(reached.SelectMany(threshold => threshold.Roles), StringComparer.Ordinal);
        foreach (var outcome in asking)
            roles.UnionWith(outcome.Rule.Roles.Count > 0 ? outcome.Rule.Roles : policy.ApprovalRoles);
        var why = asking.Select(outcome => $"{outcome.Rule.Source}/{outcome.Rule.Name}: {outcome.Message.TrimEnd('.')}")
            .Concat(reached.Select(threshold => $"the risk is {draft.Risk.Score}, and from {threshold.AtLeast} on {string.Join(" and ", threshold.Roles)} must agree")).ToList();
        if (why.Count == 0 && ByDefault(policy) is { } reason)
        {
            var limit = policy.Risk.AutoApproveBelow ?? LowRisk;
            if (policy.Posture == PostureLevel.Minimal && draft.Risk.Score < limit)
            {
                return draft with
                {
                    Verdict = draft.Warnings.Count > 0 ? Verdict.Warn : Verdict.Allow,
                    Reason = "AutoApproved",
                    Message = $"The policy approves by itself: the risk is {draft.Risk.Score}, below {limit}.",
                };
            }

            why.Add(reason);
            roles.UnionWith(policy.ApprovalRoles);
        }

        if (why.Count == 0)
            return null;
        // SOX: two roles by different people, whatever a rule was content with.
        if (policy.Frameworks.Contains("SOX") && roles.Count < 2)
        {
            roles.UnionWith(policy.ApprovalRoles);
            why.Add("SOX demands two roles");
        }

        return draft with
        {
            Verdict = Verdict.RequireApproval,
            Reason = "ApprovalRequired",
            RequiredRoles = [.. roles],
            Message = $"Approval by {(roles.Count == 0 ? "a role that the segment does not name" : string.Join(" and ", roles))} is needed: {string.Join("; ", why)}.",
        };
    }

    /// <summary>Approval that no rule asks for: Strict always wants it, and roles that nothing else calls on are there to be asked.</summary>
    private static string? ByDefault(SegmentPolicy policy)
    {
        if (policy.Posture == PostureLevel.Strict)
            return "the segment is Strict";
        var called = policy.Risk.Thresholds.Count > 0 || policy.Rules.Any(rule => rule.Then == Verdict.RequireApproval);
        return policy.ApprovalRoles.Count > 0 && !called ? "the segment names approval roles" : null;
    }
}
