using System.Text.Json.Nodes;
using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Manager.AccessGrants;
using SegmentOperator.Manager.DeploymentRequests;
using SegmentOperator.Runtime;

namespace SegmentOperator.Manager.Decisions;

/// <summary>What was deployed in a segment before, as one request sees it.</summary>
internal sealed class RequestHistory(ICache<DeploymentRequest> requests, ICache<AccessGrant> grants, EmergencyChanges emergencies)
{
    private const int Remembered = 32;

    public JsonObject Of(Segment segment, DeploymentRequest request, DateTimeOffset now)
    {
        var last = requests.ByIndex(Indexes.BySegment, segment.Metadata.Name!)
            .Where(other => other.Status is { CompletedAt: not null, Run.StartedAt: not null })
            .OrderByDescending(other => other.Status!.CompletedAt).ThenBy(other => other.Metadata.Uid, StringComparer.Ordinal)
            .Take(Remembered).ToArray();
        var history = new JsonObject
        {
            ["deployments"] = last.Length,
            ["failures"] = last.Count(other => other.Status!.Phase == DeploymentPhase.Failed),
            ["openBreakGlass"] = OpenBreakGlass(segment, request, now),
            ["last"] = new JsonArray([.. last.Select(Deployment)]),
        };
        if (Latest(last, DeploymentPhase.Succeeded) is { } succeeded)
            history["lastSuccessAt"] = InputTime.Of(succeeded);
        if (Latest(last, DeploymentPhase.Failed) is { } failed)
            history["lastFailureAt"] = InputTime.Of(failed);
        return history;
    }

    /// <summary>Whether this very content was deployed to this segment's target: only then it is something to compare with.</summary>
    public bool HasDeployed(Segment segment, string digest) => requests.ByIndex(Indexes.BySegment, segment.Metadata.Name!)
        .Any(request => request.Status is { Phase: DeploymentPhase.Succeeded } status && status.Artifact?.Digest == digest && status.SegmentUid == segment.Metadata.Uid
            && request.Spec.Operation != DeploymentOperation.Validate);

    /// <summary>
    /// Break-glass that nobody reviewed, but what the request itself stands on: the glass that its requester broke for it, and its own start.
    /// These would raise its risk in the middle of the emergency, and void what had been approved before.
    /// </summary>
    private int OpenBreakGlass(Segment segment, DeploymentRequest request, DateTimeOffset now)
    {
        var (key, own) = (BreakGlassDesk.SegmentKey(segment.Metadata.Name!), emergencies.GlassOf(request, segment, now)?.Metadata.Uid);
        return grants.ByIndex(Indexes.Unreviewed, key).Count(grant => grant.Metadata.Uid != own)
            + requests.ByIndex(Indexes.Unreviewed, key).Count(other => other.Metadata.Uid != request.Metadata.Uid);
    }

    private static DateTimeOffset? Latest(IEnumerable<DeploymentRequest> last, DeploymentPhase phase) =>
        last.FirstOrDefault(request => request.Status!.Phase == phase)?.Status!.CompletedAt;

    private static JsonObject Deployment(DeploymentRequest request) => new()
    {
        ["name"] = request.Metadata.Name,
        ["requester"] = request.Spec.Requester.Username,
        ["digest"] = request.Status!.Artifact?.Digest ?? "",
        ["phase"] = request.Status.Phase.ToString(),
        ["at"] = InputTime.Of(request.Status.CompletedAt!.Value),
    };
}
