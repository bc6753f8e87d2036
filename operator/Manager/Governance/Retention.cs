using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Kubernetes;
using SegmentOperator.Manager.Status;
using SegmentOperator.Manager.Telemetry;
using SegmentOperator.Runtime;

namespace SegmentOperator.Manager.Governance;

/// <summary>
/// Requests and grants that have ended stay for their segment's retention. Then they go: first it is written down what they were, then
/// their Approvals go, then they themselves, so that whatever crashes in between is done again from what is left.
/// </summary>
[Rbac(ApiGroup.Name, "approvals", "delete", Reason = "Approvals go with the request or grant that they decided on")]
internal sealed partial class Retention(
    IKubernetesClient client, ICache<Approval> approvals, FinalizerWriter<AccessGrant> grants, ManagerTelemetry telemetry, ILogger<Retention> logger, TimeProvider clock)
{
    private static readonly TimeSpan Default = TimeSpan.FromDays(7 * 365);

    /// <summary>A retention that was shortened is seen after this time at the latest.</summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromDays(1);

    /// <summary>When something that ended then is to go. Pure.</summary>
    public static DateTimeOffset EndOf(Segment? segment, DateTimeOffset ended)
    {
        var retention = Durations.TryParse(segment?.Spec.Evidence?.Retention, out var stated) ? stated : Default;
        return retention < DateTimeOffset.MaxValue - ended ? ended + retention : DateTimeOffset.MaxValue;
    }

    public Task<ReconcileResult> KeepAsync(DeploymentRequest request, Segment? segment, CancellationToken cancellationToken) =>
        KeepAsync(request, segment, request.Spec.Segment, request.Status?.CompletedAt, () => Facts(request), cancellationToken);

    public async Task<ReconcileResult> KeepAsync(AccessGrant grant, Segment? segment, CancellationToken cancellationToken)
    {
        // Conditions tell when a grant ended that never began; kstatus' own may be set again later.
        var ended = grant.Status?.RevokedAt
            ?? grant.Status?.Conditions.Where(condition => condition.Type is "Failed" or "Complete").Max(condition => condition.LastTransitionTime)
            ?? grant.Metadata.CreationTimestamp;
        return await KeepAsync(grant, segment, grant.Spec.Segment, ended, () => Facts(grant), cancellationToken);
    }

    private async Task<ReconcileResult> KeepAsync<T>(T item, Segment? segment, string name, DateTimeOffset? ended, Func<string> facts, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<T>
    {
        if (ended is not { } end)
            return ReconcileResult.Done;
        var (due, now) = (EndOf(segment, end), clock.GetUtcNow());
        if (due > now)
            return ReconcileResult.At(due < now + LongestPause ? due : now + LongestPause);

        var (kind, metadata) = (T.ResourceType.Kind, item.Metadata);
        var decisions = approvals.ByIndex(Indexes.ByTargetUid, metadata.Uid!).Where(approval => approval.Metadata.Namespace == metadata.Namespace).ToList();
        Pruned(logger, kind, metadata.Namespace!, metadata.Name!, metadata.Uid!, name, end, facts(), string.Join("; ", decisions.Select(Facts)));
        foreach (var approval in decisions)
            await client.DeleteAsync<Approval>(approval.Metadata.Name!, approval.Metadata.Namespace, DeleteOptions.Only(approval), cancellationToken);
        if (item is AccessGrant grant)
            await grants.RemoveAsync(grant, Names.GrantFinalizer, cancellationToken);
        await client.DeleteAsync<T>(metadata.Name!, metadata.Namespace, new DeleteOptions { Preconditions = new() { Uid = metadata.Uid } }, cancellationToken);
        telemetry.HistoryPruned.Add(1, new("segment", name), new KeyValuePair<string, object?>("kind", kind));
        return ReconcileResult.Done;
    }

    private static string Facts(DeploymentRequest request) =>
        $"{request.Spec.Requester.Username} asked to {request.Spec.Operation} {request.Status?.Artifact?.Digest ?? request.Spec.Artifact}: {request.Status?.Phase} ({request.Status?.Reason})";

    private static string Facts(AccessGrant grant) =>
        $"{grant.Spec.Requester.Username} asked for {grant.Spec.Role} for {grant.Spec.Subject.Kind} {grant.Spec.Subject.Name}, active {grant.Status?.ActivatedAt:u} to {grant.Status?.RevokedAt:u}: {grant.Status?.Phase} ({grant.Status?.Reason})";

    private static string Facts(Approval approval) =>
        $"{approval.Spec.Approver.Username} {approval.Spec.Decision} {approval.Spec.Purpose} {approval.Spec.Role} at {approval.Metadata.CreationTimestamp:u}: {approval.Status?.State} ({approval.Status?.Reason})";

    [LoggerMessage(1, LogLevel.Information, "History of {Kind} {Namespace}/{Name} (uid {Uid}) of the segment {Segment} ended {Ended:u} and goes after its retention: {Facts}. Approvals: {Approvals}")]
    private static partial void Pruned(ILogger logger, string kind, string @namespace, string name, string uid, string segment, DateTimeOffset ended, string facts, string approvals);
}
