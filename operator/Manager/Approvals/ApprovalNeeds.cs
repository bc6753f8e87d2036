using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Manager.Segments;

namespace SegmentOperator.Manager.Approvals;

/// <summary>Which roles must agree. Pure.</summary>
internal static class ApprovalNeeds
{
    /// <summary>SOX wants two roles, and so two people.</summary>
    private const int SoxRoles = 2;

    /// <summary>What a deployment needs: what the decision asks for, and never less than the segment's frameworks and posture do.</summary>
    /// <returns>The needs, or why nobody can fulfil them.</returns>
    public static (IReadOnlyList<ApprovalNeed> Needs, SegmentProblem? Problem) Of(Segment segment, DecisionStatus? decision)
    {
        var demanded = decision is null ? SegmentFacts.DemandsApproval(segment) : decision.Verdict == RuleVerdict.RequireApproval;
        return demanded || SegmentFacts.Of(segment).Posture == Posture.Strict ? Complete(segment, decision?.ApprovalRoles ?? []) : ([], null);
    }

    /// <summary>What a grant of a role needs.</summary>
    public static (IReadOnlyList<ApprovalNeed> Needs, SegmentProblem? Problem) Of(Segment segment, AccessRole role) =>
        role.Approvals.Count == 0 && !SegmentFacts.DemandsApproval(segment) ? ([], null) : Complete(segment, role.Approvals);

    /// <summary>Who may review a break-glass: any one of these.</summary>
    public static IReadOnlyList<ApprovalNeed> OfReview(Segment segment)
    {
        var reviewers = segment.Spec.BreakGlass?.Reviewers ?? [];
        var roles = Roles(segment).Where(role => reviewers.Count == 0 || reviewers.Contains(role.Name, StringComparer.Ordinal)).Select(Need).ToList();
        if (reviewers.Count == 0 && segment.Spec.Governance?.Owner is { } owner)
            roles.Add(new("owner", 1, [owner]));
        return roles;
    }

    private static (IReadOnlyList<ApprovalNeed> Needs, SegmentProblem? Problem) Complete(Segment segment, IReadOnlyList<string> asked)
    {
        var (name, roles) = (segment.Metadata.Name, Roles(segment));
        var unknown = asked.FirstOrDefault(role => roles.All(known => known.Name != role));
        if (unknown is not null)
            return ([], new("ApproverRoleUnknown", $"The approval role {unknown} is needed, and spec.approvals.roles of the segment {name} does not name it."));
        var needed = roles.Where(role => asked.Count == 0 || asked.Contains(role.Name, StringComparer.Ordinal)).ToList();
        if (segment.Spec.Frameworks.Contains(Framework.Sox) && needed.Count < SoxRoles)
            needed = [.. roles];
        if (segment.Spec.Frameworks.Contains(Framework.Sox) && needed.Count < SoxRoles)
            return ([], new("TooFewApprovers", $"SOX demands the approval of two roles, and spec.approvals.roles of the segment {name} names {needed.Count}."));
        return needed.Count > 0
            ? ([.. needed.Select(Need)], null)
            : ([], new("TooFewApprovers", $"The segment {name} demands approval, and spec.approvals.roles names nobody who may give it."));
    }

    private static IReadOnlyList<ApprovalRole> Roles(Segment segment) => segment.Spec.Approvals?.Roles ?? [];

    private static ApprovalNeed Need(ApprovalRole role) => new(role.Name, Math.Max(1, role.Required), role.Subjects);
}
