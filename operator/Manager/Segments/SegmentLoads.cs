using System.Collections.Concurrent;
using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Kubernetes;
using SegmentOperator.Manager.DeploymentRequests;
using SegmentOperator.Runtime;

namespace SegmentOperator.Manager.Segments;

/// <summary>
/// Counts what is under way in each segment, change by change: a look costs the same whether a segment has ten grants or a hundred
/// thousand. The caches tell changes in order, with what was before and what is now.
/// </summary>
internal sealed class SegmentLoads
{
    private readonly ConcurrentDictionary<string, Counts> _counts = new(StringComparer.Ordinal);

    public SegmentLoads(ICache<DeploymentRequest> requests, ICache<AccessGrant> grants)
    {
        requests.Subscribe(change => Count(change, request => request.Spec.Segment, Of));
        grants.Subscribe(change => Count(change, grant => grant.Spec.Segment, Of));
    }

    public SegmentLoad Of(string segment)
    {
        if (!_counts.TryGetValue(segment, out var counts))
            return new(0, 0, 0, 0);
        lock (counts)
            return counts.Load;
    }

    /// <summary>A request's share of its segment's load.</summary>
    internal static SegmentLoad Of(DeploymentRequest request)
    {
        var phase = request.Status?.Phase ?? DeploymentPhase.Pending;
        var live = phase is DeploymentPhase.Starting or DeploymentPhase.Running;
        return new(live ? 1 : 0, 0, !live && !phase.IsTerminal() ? 1 : 0, EmergencyChanges.IsReviewOpen(request) ? 1 : 0);
    }

    /// <summary>A grant's share of its segment's load.</summary>
    internal static SegmentLoad Of(AccessGrant grant)
    {
        var active = grant.Status is { ActivatedAt: not null, RevokedAt: null } or { Phase: GrantPhase.Active or GrantPhase.Revoking };
        var unreviewed = grant.Spec.BreakGlass && grant.Status is { ActivatedAt: not null, BreakGlassReview.ReviewedAt: null };
        return new(0, active ? 1 : 0, 0, unreviewed ? 1 : 0);
    }

    private void Count<T>(CacheChange<T> change, Func<T, string> segmentOf, Func<T, SegmentLoad> share)
        where T : class, IKubernetesObject<T>
    {
        if (change.Before is { } before)
            Add(segmentOf(before), share(before), -1);
        if (change.After is { } after)
            Add(segmentOf(after), share(after), 1);
    }

    private void Add(string segment, SegmentLoad share, int sign)
    {
        if (share is { LiveRuns: 0, ActiveGrants: 0, WaitingRequests: 0, UnreviewedBreakGlass: 0 })
            return;
        var counts = _counts.GetOrAdd(segment, _ => new());
        lock (counts)
        {
            var load = counts.Load;
            counts.Load = new(
                load.LiveRuns + (sign * share.LiveRuns),
                load.ActiveGrants + (sign * share.ActiveGrants),
                load.WaitingRequests + (sign * share.WaitingRequests),
                load.UnreviewedBreakGlass + (sign * share.UnreviewedBreakGlass));
        }
    }

    private sealed class Counts
    {
        public SegmentLoad Load { get; set; } = new(0, 0, 0, 0);
    }
}
