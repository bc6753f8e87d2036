using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Runtime;

namespace SegmentOperator.Manager.Segments;

/// <summary>What is under way in a segment.</summary>
internal sealed record SegmentLoad(int LiveRuns, int ActiveGrants, int WaitingRequests)
{
    public bool IsIdle => LiveRuns == 0 && ActiveGrants == 0;

    public static SegmentLoad Of(string segment, ICache<DeploymentRequest> requests, ICache<AccessGrant> grants)
    {
        var phases = requests.ByIndex(Indexes.BySegment, segment).Select(request => request.Status?.Phase ?? DeploymentPhase.Pending).ToArray();
        var live = phases.Count(phase => phase is DeploymentPhase.Starting or DeploymentPhase.Running);
        return new(
            live,
            grants.ByIndex(Indexes.BySegment, segment).Count(grant => grant.Status is { ActivatedAt: not null, RevokedAt: null } or { Phase: GrantPhase.Active or GrantPhase.Revoking }),
            phases.Count(phase => !phase.IsTerminal()) - live);
    }
}
