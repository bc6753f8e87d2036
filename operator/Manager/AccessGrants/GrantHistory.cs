using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Kubernetes;
using SegmentOperator.Manager.Governance;
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
    Retention retention,
    FinalizerWriter<AccessGrant> finalizers,
    StatusWriter<AccessGrant> writer,
    IEventRecorder events)
{
    public async Task<ReconcileResult> KeepAsync(AccessGrant grant, Segment? segment, CancellationToken cancellationToken)
    {
        foreach (var binding in bindings.ByIndex(Indexes.ByOwnerUid, grant.Metadata.Uid!))
        {
            await client.DeleteAsync<RoleBinding>(binding.Metadata.Name!, binding.Metadata.Namespace, DeleteOptions.Only(binding), cancellationToken);
            bindings.ObserveDeletion(binding);
            events.Record(grant, EventType.Warning, "BindingUndone", $"Somebody had made the RoleBinding {ObjectKey.Of(binding)} again after the grant had ended; it is removed.");
        }

        var pause = await breakGlass.ReviewAsync(grant, segment, writer, cancellationToken);
        if (grant.IsDeleting())
        {
            if (grant is { Spec.BreakGlass: true, Status.ActivatedAt: not null } && breakGlass.IsHeld(grant, grant.Status.BreakGlassReview))
                return ReconcileResult.After(BreakGlassDesk.WhileHeld);
            await retention.WriteDownAsync(grant, cancellationToken);
            await finalizers.RemoveAsync(grant, Names.GrantFinalizer, cancellationToken);
            return ReconcileResult.Done;
        }

        return pause is { } again ? ReconcileResult.After(again)
            : breakGlass.IsClosed(grant) ? await retention.KeepAsync(grant, segment, cancellationToken)
            : ReconcileResult.Done;
    }
}
