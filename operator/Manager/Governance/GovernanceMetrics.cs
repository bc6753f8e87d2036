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
        Observe("segment_break_glass_unreviewed", segment => segment.Status?.UnreviewedBreakGlass ?? 0, "Break-glass that nobody has reviewed, by segment.");
        Observe("segment_break_glass_reviews_overdue", segment => Overdue(segment, clock.GetUtcNow()), "Break-glass whose review is overdue, by segment.");

        long Overdue(Segment segment, DateTimeOffset now)
        {
            var key = BreakGlassDesk.SegmentKey(segment.Metadata.Name!);
            return grants.ByIndex(Indexes.Unreviewed, key).Count(grant => BreakGlassReviews.IsOverdue(grant.Status!.BreakGlassReview, now))
                + requests.ByIndex(Indexes.Unreviewed, key).Count(request => BreakGlassReviews.IsOverdue(request.Status!.BreakGlassReview, now));
        }
    }
}
