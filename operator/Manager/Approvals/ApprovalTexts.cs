using SegmentOperator.Api.V1Alpha1;

namespace SegmentOperator.Manager.Approvals;

/// <summary>How approvals are spoken of in messages.</summary>
internal static class ApprovalTexts
{
    /// <summary>Waits for 1 of manager (has 0) and 2 of security (has 1). 1 approval does not count: DigestChanged.</summary>
    public static string Waiting(ApprovalOutcome outcome)
    {
        var missing = string.Join(" and ", outcome.Missing.Select(role => role.Required == 1 ? $"the role {role.Role}" : $"{role.Required} of the role {role.Role} (has {role.Granted.Count})"));
        return $"Waits for approval by {missing}.{NotCounting(outcome)}";
    }

    public static string Denied(Approval denial) =>
        $"{denial.Spec.Approver.Username} denied it for the role {denial.Spec.Role}{(string.IsNullOrEmpty(denial.Spec.Comment) ? "" : $": {denial.Spec.Comment}")}.";

    public static string Approved(IEnumerable<ApprovalProgress> progress) =>
        $"Approved by {string.Join(", ", progress.SelectMany(role => role.Granted.Select(granted => $"{granted.Approver} ({role.Role})")))}.";

    private static string NotCounting(ApprovalOutcome outcome)
    {
        var others = outcome.Judgements.Where(judgement => judgement.State is ApprovalState.Void or ApprovalState.Expired).ToList();
        return others.Count == 0 ? "" : $" {others.Count} {(others.Count == 1 ? "Approval does" : "Approvals do")} not count: {string.Join(", ", others.Select(other => $"{other.Approval.Metadata.Name} ({other.Reason})").Take(8))}.";
    }
}
