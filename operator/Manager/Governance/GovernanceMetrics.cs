using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Kubernetes;
using SegmentOperator.Manager.AccessGrants;
using SegmentOperator.Manager.DeploymentRequests;
using SegmentOperator.Manager.Segments;
using SegmentOperator.Manager.Telemetry;
using SegmentOperator.Runtime;

namespace SegmentOperator.Manager.Governance;

/// <summary>Shows as gauges what people owe: reviews, recertifications, explanations. Read from the caches on each scrape.</summary>
internal sealed class GovernanceMetrics
{
    public GovernanceMetrics(ManagerTelemetry telemetry, ICache<Segment> segments, ICache<AccessGrant> grants, ICache<DeploymentRequest> requests, TimeProvider clock)
    {
        void Observe(string name, Func<Segment, long> value, string description) =>
            telemetry.ObserveGovernance(name, () => segments.List().Select(segment => (segment.Metadata.Name!, value(segment))), description);

        Observe("segment_unexplained_access", segment => segment.Status?.UnexplainedAccess ?? 0, "Bindings and assignments that no grant explains, by segment.");
        Observe(
            "segment_secrets_readable",
            segment => segment.Status?.Conditions.Find(SegmentConditions.SecretsClosed)?.Status == ConditionStatus.False ? 1 : 0,
            "1 while somebody but the operator may read Secrets of the segment's isolation namespace.");
        Observe("segment_recertification_overdue", segment => Recertification.IsOverdue(segment, clock.GetUtcNow()) ? 1 : 0, "1 while the owner's confirmation of personas, roles and exceptions is overdue, by segment.");
        telemetry.ObserveGovernance("segment_break_glass_unreviewed", () => Reviews(_ => true), "Break-glass that nobody has reviewed, by segment.");
        telemetry.ObserveGovernance("segment_break_glass_reviews_overdue", () => Reviews(review => BreakGlassReviews.IsOverdue(review, clock.GetUtcNow())), "Break-glass whose review is overdue, by segment.");

        // What a segment left behind when it was deleted is owed all the same.
        IEnumerable<(string, long)> Reviews(Func<BreakGlassReview?, bool> counts) => grants.ByIndex(Indexes.Unreviewed, BreakGlassDesk.Anywhere).Select(grant => (grant.Spec.Segment, grant.Status!.BreakGlassReview))
            .Concat(requests.ByIndex(Indexes.Unreviewed, BreakGlassDesk.Anywhere).Select(request => (request.Spec.Segment, request.Status!.BreakGlassReview)))
            .Select(open => (open.Segment, Count: counts(open.BreakGlassReview) ? 1L : 0L))
            .Concat(segments.List().Select(segment => (Segment: segment.Metadata.Name!, Count: 0L)))
            .GroupBy(open => open.Segment, StringComparer.Ordinal)
            .Select(group => (group.Key, group.Sum(open => open.Count)));
    }
}
