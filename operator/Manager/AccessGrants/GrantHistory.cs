using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Kubernetes;
using SegmentOperator.Manager.Status;
using SegmentOperator.Runtime;

namespace SegmentOperator.Manager.AccessGrants;

/// <summary>
/// A grant that has ended: nothing may give its access again, break-glass waits for its review, and the object stays for the segment's
/// retention.
/// </summary>
[Rbac(ApiGroup.Name, "accessgrants", "delete", Reason = "grants that ended are removed after the segment's retention")]
internal sealed class GrantHistory(
    IKubernetesClient client,
    ICache<RoleBinding> bindings,
    BreakGlassDesk breakGlass,
    FinalizerWriter<AccessGrant> finalizers,
    StatusWriter<AccessGrant> writer,
    IEventRecorder events,
    TimeProvider clock)
{
    private static readonly TimeSpan DefaultRetention = TimeSpan.FromDays(7 * 365);

    public async Task<ReconcileResult> KeepAsync(AccessGrant grant, Segment? segment, CancellationToken cancellationToken)
    {
        foreach (var binding in bindings.ByIndex(Indexes.ByOwnerUid, grant.Metadata.Uid!))
        {
            await client.DeleteAsync<RoleBinding>(binding.Metadata.Name!, binding.Metadata.Namespace, DeleteOptions.Only(binding), cancellationToken);
            bindings.ObserveDeletion(binding);
            events.Record(grant, EventType.Warning, "BindingUndone", $"Somebody had made the RoleBinding {ObjectKey.Of(binding)} again after the grant had ended; it is removed.");
        }

        if (grant.IsDeleting())
        {
            await finalizers.RemoveAsync(grant, Names.GrantFinalizer, cancellationToken);
            return ReconcileResult.Done;
        }

        var pause = await breakGlass.ReviewAsync(grant, segment, writer, cancellationToken);
        return pause is { } again ? ReconcileResult.After(again) : await PruneAsync(grant, segment, cancellationToken);
    }

    private async Task<ReconcileResult> PruneAsync(AccessGrant grant, Segment? segment, CancellationToken cancellationToken)
    {
        var ended = grant.Status?.RevokedAt ?? grant.Status?.Conditions.Max(condition => condition.LastTransitionTime) ?? grant.Metadata.CreationTimestamp;
        var retention = Durations.TryParse(segment?.Spec.Evidence?.Retention, out var stated) ? stated : DefaultRetention;
        if (ended is not { } end || !breakGlass.IsClosed(grant))
            return ReconcileResult.Done;
        if (end + retention > clock.GetUtcNow())
            return ReconcileResult.At(end + retention);
        if (grant.HasFinalizer(Names.GrantFinalizer))
            await finalizers.RemoveAsync(grant, Names.GrantFinalizer, cancellationToken);
        await client.DeleteAsync<AccessGrant>(grant.Metadata.Name!, grant.Metadata.Namespace, new DeleteOptions { Preconditions = new() { Uid = grant.Metadata.Uid } }, cancellationToken);
        return ReconcileResult.Done;
    }
}
