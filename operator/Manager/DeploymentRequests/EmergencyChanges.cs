using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Manager.AccessGrants;
using SegmentOperator.Manager.Approvals;
using SegmentOperator.Manager.Governance;
using SegmentOperator.Manager.Identity;
using SegmentOperator.Manager.Notifications;
using SegmentOperator.Runtime;

namespace SegmentOperator.Manager.DeploymentRequests;

/// <summary>
/// Deployments outside of windows (decision 0033): whoever holds an active break-glass of the segment need not wait for its windows, and
/// for nothing else. Others hear of it at once, and it is reviewed like the break-glass itself.
/// </summary>
internal sealed class EmergencyChanges(ICache<AccessGrant> grants, ApprovalGate approvals, Notifier notifier, IEventRecorder events, TimeProvider clock)
{
    /// <summary>The keys under which a request's open review is filed: its segment, and the person.</summary>
    public static IEnumerable<string> KeysOf(DeploymentRequest request) =>
        IsReviewOpen(request) ? [.. BreakGlassDesk.Keys(request.Spec.Segment, request.Spec.Requester.Username), BreakGlassDesk.Anywhere] : [];

    /// <summary>Whether a run began under break-glass and nobody has reviewed that.</summary>
    public static bool IsReviewOpen(DeploymentRequest request) =>
        request.Status is { Run.ClaimedAt: not null } status && BreakGlassReviews.IsOpen(status.BreakGlassReview);

    /// <summary>The active break-glass of the segment that the requester holds; null when there is none.</summary>
    public AccessGrant? GlassOf(DeploymentRequest request, Segment segment, DateTimeOffset now)
    {
        var requester = request.Spec.Requester;
        return !request.Spec.BreakGlass || Requesters.IsSyncAccount(segment, requester) ? null : grants
            .ByIndex(Indexes.Unreviewed, BreakGlassDesk.SegmentKey(segment.Metadata.Name!))
            .FirstOrDefault(grant => IsActive(grant, segment, now) && ApprovalGate.IsSubject(grant.Spec.Subject, requester));
    }

    /// <summary>Records that a window was overridden, or, while the run has not begun, that none needed to be.</summary>
    public static void Record(RequestWork work, Segment segment, AccessGrant? glass)
    {
        if (glass is not null)
            work.Status.BreakGlassReview ??= BreakGlassReviews.Open(segment, work.Now);
        else if (work.Status.Run?.ClaimedAt is null)
            work.Status.BreakGlassReview = null;
    }

    /// <summary>Of a run that began under break-glass: tells the sinks, and takes the review.</summary>
    /// <returns>When to come again; null when nothing is open, or only people can go on.</returns>
    public async Task<TimeSpan?> ContinueAsync(RequestWork work, Segment? segment, CancellationToken cancellationToken)
    {
        if (!IsReviewOpen(work.Request))
            return null;
        var now = clock.GetUtcNow();
        // The sinks went with the segment; those who review did not.
        var pause = segment is null ? null : await NotifyAsync(work, segment, now, cancellationToken);
        if (!work.Phase.IsTerminal())
            return pause;
        var reviewing = BreakGlassReviews.Reviewing(work.Spec.Segment, segment, work.Status.BreakGlassReview);
        var outcome = reviewing is null ? null : approvals.Judge(work.Request, reviewing, ApprovalPurpose.Review, now);
        var review = BreakGlassReviews.Judge(work.Status.BreakGlassReview!, outcome, now);
        work.Status.BreakGlassReview = review;
        BreakGlassReviews.Tell(work.Request, work.Conditions, review, outcome, segment is null ? BreakGlassReviews.WithoutSegment(work.Spec.Segment, review) : null, events, clock);
        return BreakGlassReviews.IsOpen(review) && review.DueAt is { } due && due > now && (pause is null || due - now < pause) ? due - now : pause;
    }

    private async Task<TimeSpan?> NotifyAsync(RequestWork work, Segment segment, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var review = work.Status.BreakGlassReview!;
        if (review.NotifiedAt is not null)
            return null;
        var claimed = work.Status.Run!.ClaimedAt!.Value;
        events.Record(work.Request, EventType.Warning, "BreakGlass", work.Conditions.Find(RequestConditions.Scheduled)?.Message ?? "A window was overridden.");
        if (!await notifier.TellBreakGlassAsync(work.Request, segment, claimed, cancellationToken))
            return Pauses.Growing(claimed, now);
        work.Status.BreakGlassReview = review with { NotifiedAt = clock.GetUtcNow() };
        return null;
    }

    private static bool IsActive(AccessGrant grant, Segment segment, DateTimeOffset now) =>
        grant.Metadata.DeletionTimestamp is null && grant.Status is { Phase: GrantPhase.Active, ExpiresAt: { } end } status && end > now && status.SegmentUid == segment.Metadata.Uid;
}
