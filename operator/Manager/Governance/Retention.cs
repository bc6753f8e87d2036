using System.Collections.Concurrent;
using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Kubernetes;
using SegmentOperator.Manager.Telemetry;
using SegmentOperator.Runtime;

namespace SegmentOperator.Manager.Governance;

/// <summary>
/// Requests and grants that have ended stay for their segment's retention. Then they go: first it is written down what they were, then
/// their Approvals go, then they themselves, so that whatever crashes in between is done again from what is left. What somebody deletes
/// earlier is written down in the same way before it is let go.
/// </summary>
[Rbac(ApiGroup.Name, "approvals", "delete", Reason = "Approvals go with the request or grant that they decided on")]
internal sealed partial class Retention(IKubernetesClient client, ICache<Approval> approvals, ManagerTelemetry telemetry, ILogger<Retention> logger, TimeProvider clock)
{
    /// <summary>What is written down has this long to leave the process before anything goes.</summary>
    internal static readonly TimeSpan Settle = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Default = TimeSpan.FromDays(7 * 365);

    /// <summary>A retention that was shortened is seen after this time at the latest.</summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromDays(1);

    /// <summary>Of so many that were written down those are forgotten that have long gone.</summary>
    private const int Many = 10_000;

    private static readonly TimeSpan LongAgo = TimeSpan.FromHours(1);

    /// <summary>What this process wrote down lately: once, however often it is looked at until it is gone. Lost in a restart, it is written down again.</summary>
    private readonly ConcurrentDictionary<string, long> _written = new(StringComparer.Ordinal);

    /// <summary>When something that ended then is to go. Pure.</summary>
    public static DateTimeOffset EndOf(Segment? segment, DateTimeOffset ended)
    {
        var retention = Durations.TryParse(segment?.Spec.Evidence?.Retention, out var stated) ? stated : Default;
        return retention < DateTimeOffset.MaxValue - ended ? ended + retention : DateTimeOffset.MaxValue;
    }

    public Task<ReconcileResult> KeepAsync(DeploymentRequest request, Segment? segment, CancellationToken cancellationToken) =>
        KeepAsync(request, segment, request.Spec.Segment, request.Status?.CompletedAt, () => Facts(request), cancellationToken);

    public Task<ReconcileResult> KeepAsync(AccessGrant grant, Segment? segment, CancellationToken cancellationToken) =>
        KeepAsync(grant, segment, grant.Spec.Segment, EndOf(grant), () => Facts(grant), cancellationToken);

    /// <summary>Of a request that is being deleted, before nothing holds it any more.</summary>
    public Task WriteDownAsync(DeploymentRequest request, CancellationToken cancellationToken) =>
        LetGoAsync(request, request.Spec.Segment, request.Status?.CompletedAt, () => Facts(request), cancellationToken);

    /// <summary>Of a grant that is being deleted, before nothing holds it any more.</summary>
    public Task WriteDownAsync(AccessGrant grant, CancellationToken cancellationToken) =>
        LetGoAsync(grant, grant.Spec.Segment, EndOf(grant), () => Facts(grant), cancellationToken);

    /// <summary>Conditions tell when a grant ended that never began; kstatus' own may be set again later.</summary>
    private static DateTimeOffset? EndOf(AccessGrant grant) => grant.Status?.RevokedAt
        ?? grant.Status?.Conditions.Where(condition => condition.Type is "Failed" or "Complete").Max(condition => condition.LastTransitionTime)
        ?? grant.Metadata.CreationTimestamp;

    private async Task<ReconcileResult> KeepAsync<T>(T item, Segment? segment, string name, DateTimeOffset? ended, Func<string> facts, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<T>
    {
        if (ended is not { } end)
            return ReconcileResult.Done;
        var (due, now) = (EndOf(segment, end), clock.GetUtcNow());
        if (due > now)
            return ReconcileResult.At(due < now + LongestPause ? due : now + LongestPause);

        var metadata = item.Metadata;
        var decisions = WriteDown(item, name, ended, facts);
        if (clock.GetElapsedTime(_written[metadata.Uid!]) is var since && since < Settle)
            return ReconcileResult.After(Settle - since);
        await DeleteAsync(decisions, cancellationToken);
        await client.DeleteAsync<T>(metadata.Name!, metadata.Namespace, new DeleteOptions { Preconditions = new() { Uid = metadata.Uid } }, cancellationToken);
        telemetry.HistoryPruned.Add(1, new("segment", name), new KeyValuePair<string, object?>("kind", T.ResourceType.Kind));
        return ReconcileResult.Done;
    }

    private Task LetGoAsync<T>(T item, string name, DateTimeOffset? ended, Func<string> facts, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<T> => DeleteAsync(WriteDown(item, name, ended, facts), cancellationToken);

    /// <returns>The Approvals of what was written down, now or before.</returns>
    private List<Approval> WriteDown<T>(T item, string name, DateTimeOffset? ended, Func<string> facts)
        where T : class, IKubernetesObject<T>
    {
        var metadata = item.Metadata;
        var decisions = approvals.ByIndex(Indexes.ByTargetUid, metadata.Uid!).Where(approval => approval.Metadata.Namespace == metadata.Namespace).ToList();
        if (_written.Count > Many)
        {
            foreach (var (uid, at) in _written.Where(pair => clock.GetElapsedTime(pair.Value) > LongAgo))
                _written.TryRemove(uid, out _);
        }

        if (_written.TryAdd(metadata.Uid!, clock.GetTimestamp()))
            Pruned(logger, T.ResourceType.Kind, metadata.Namespace!, metadata.Name!, metadata.Uid!, name, ended, item.IsDeleting() ? "was deleted" : "goes after its retention", facts(), string.Join("; ", decisions.Select(Facts)));
        return decisions;
    }

    private async Task DeleteAsync(List<Approval> decisions, CancellationToken cancellationToken)
    {
        foreach (var approval in decisions)
            await client.DeleteAsync<Approval>(approval.Metadata.Name!, approval.Metadata.Namespace, DeleteOptions.Only(approval), cancellationToken);
    }

    private static string Facts(DeploymentRequest request) =>
        $"{request.Spec.Requester.Username} asked to {request.Spec.Operation} {request.Status?.Artifact?.Digest ?? request.Spec.Artifact}: {request.Status?.Phase} ({request.Status?.Reason}){Review(request.Status?.BreakGlassReview)}";

    private static string Facts(AccessGrant grant) =>
        $"{grant.Spec.Requester.Username} asked for {grant.Spec.Role} for {grant.Spec.Subject.Kind} {grant.Spec.Subject.Name}, active {grant.Status?.ActivatedAt:u} to {grant.Status?.RevokedAt:u}: {grant.Status?.Phase} ({grant.Status?.Reason}){Review(grant.Status?.BreakGlassReview)}";

    private static string Review(BreakGlassReview? review) => review is null ? "" : review.ReviewedAt is { } at ? $", under break-glass, reviewed {at:u} by {review.Approval}" : ", under break-glass, not reviewed";

    private static string Facts(Approval approval) =>
        $"{approval.Spec.Approver.Username} {approval.Spec.Decision} {approval.Spec.Purpose} {approval.Spec.Role} at {approval.Metadata.CreationTimestamp:u}: {approval.Status?.State} ({approval.Status?.Reason})";

    [LoggerMessage(1, LogLevel.Information, "History of {Kind} {Namespace}/{Name} (uid {Uid}) of the segment {Segment} ended {Ended:u} and {Why}: {Facts}. Approvals: {Approvals}")]
    private static partial void Pruned(ILogger logger, string kind, string @namespace, string name, string uid, string segment, DateTimeOffset? ended, string why, string facts, string approvals);
}
