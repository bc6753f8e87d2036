using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Manager.Approvals;
using SegmentOperator.Manager.Governance;

namespace SegmentOperator.Manager.AccessGrants;

/// <summary>What approvers and reviewers of a grant are shown. Changes the status given.</summary>
internal static class GrantReview
{
    /// <summary>Before activation: what is to be approved.</summary>
    public static void Show(AccessGrant grant, Segment segment, DateTimeOffset now)
    {
        if (grant.Spec.BreakGlass || segment.Spec.Roles.FirstOrDefault(candidate => candidate.Name == grant.Spec.Role) is not { } role)
            return;
        var needs = ApprovalNeeds.Of(segment, role).Needs;
        var patience = Durations.TryParse(segment.Spec.Approvals?.RequestExpireAfter, out var time) ? time : TimeSpan.FromDays(7);
        Set(grant.Status!, ReviewDigest.Of(grant, segment, needs), Summary(grant, segment, "asks"), now, needs.Count == 0 ? null : now + patience);
    }

    /// <summary>From the activation of a break-glass on: what is to be reviewed.</summary>
    public static void ShowBreakGlass(AccessGrant grant, Segment segment, DateTimeOffset now)
    {
        grant.Status!.BreakGlassReview ??= BreakGlassReviews.Open(segment, grant.Status.ExpiresAt ?? now);
        Set(grant.Status, ReviewDigest.OfBreakGlass(grant), Summary(grant, segment, "broke the glass"), now, null);
    }

    private static void Set(AccessGrantStatus status, string digest, string summary, DateTimeOffset now, DateTimeOffset? expires)
    {
        var old = status.Review;
        status.Review = new()
        {
            Digest = digest,
            Summary = summary.Length <= 4096 ? summary : summary[..4096],
            At = old?.Digest == digest ? old.At : now,
            ExpiresAt = expires is null ? null : old?.ExpiresAt ?? expires,
        };
    }

    private static string Summary(AccessGrant grant, Segment segment, string does)
    {
        var spec = grant.Spec;
        var duration = GrantRules.DurationOf(spec, segment) is { } length && length > TimeSpan.Zero ? Durations.Format(length) : spec.Duration;
        return $"{spec.Requester.Username} {does}: the role {spec.Role} in {segment.Metadata.Name} for {spec.Subject.Kind} {spec.Subject.Name}, for {duration}{(spec.StartTime is { } start ? $" from {start:u}" : "")}. Reason: {spec.Justification}{(string.IsNullOrEmpty(spec.Ticket) ? "" : $" ({spec.Ticket})")}";
    }
}
