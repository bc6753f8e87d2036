using System.Text.Json.Nodes;
using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Runtime;

namespace SegmentOperator.Manager.Decisions;

/// <summary>What was deployed in a segment before.</summary>
internal sealed class RequestHistory(ICache<DeploymentRequest> requests)
{
    private const int Remembered = 32;

    public JsonObject Of(Segment segment)
    {
        var last = requests.ByIndex(Indexes.BySegment, segment.Metadata.Name!)
            .Where(request => request.Status is { CompletedAt: not null, Run.StartedAt: not null })
            .OrderByDescending(request => request.Status!.CompletedAt).ThenBy(request => request.Metadata.Uid, StringComparer.Ordinal)
            .Take(Remembered).ToArray();
        var history = new JsonObject
        {
            ["deployments"] = last.Length,
            ["failures"] = last.Count(request => request.Status!.Phase == DeploymentPhase.Failed),
            ["openBreakGlass"] = segment.Status?.UnreviewedBreakGlass ?? 0,
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
