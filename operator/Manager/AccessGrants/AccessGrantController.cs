using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Kubernetes;
using SegmentOperator.Manager.Identity;
using SegmentOperator.Manager.Status;
using SegmentOperator.Runtime;

namespace SegmentOperator.Manager.AccessGrants;

/// <summary>Brings a grant through its life: judged, active for its time, taken back on the second, kept as history.</summary>
[Rbac(ApiGroup.Name, "accessgrants", "get,list,watch,patch", Reason = "grants are read, and their finalizer is set")]
[Rbac(ApiGroup.Name, "accessgrants/status", "patch", Reason = "the operator is the one writer of status")]
internal sealed partial class AccessGrantController(
    ICache<Segment> segments,
    AdmissionGuard admission,
    ClaimKeys claims,
    GrantBindings bindings,
    GrantRevocation revocation,
    FinalizerWriter<AccessGrant> finalizers,
    StatusWriter<AccessGrant> writer,
    IEventRecorder events,
    ILogger<AccessGrantController> logger,
    TimeProvider clock) : IEntityController<AccessGrant>
{
    public async Task<ReconcileResult> ReconcileAsync(AccessGrant entity, CancellationToken cancellationToken)
    {
        using var scope = BeginScope(logger, entity.Metadata.Uid, entity.Spec.Segment);
        if (entity.Status?.Phase is { } phase && phase.IsTerminal())
            return await EndAsync(entity, cancellationToken);
        if (entity.IsDeleting() && entity.Status?.ActivatedAt is null)
            return await EndAsync(entity, cancellationToken);

        var grant = entity.IsDeleting() ? entity : await finalizers.EnsureAsync(entity, Names.GrantFinalizer, cancellationToken);
        var segment = segments.Get(new ObjectKey("", grant.Spec.Segment));
        return grant.Status?.ActivatedAt is null
            ? await JudgeAsync(grant, segment, cancellationToken)
            : await KeepAsync(grant, segment, cancellationToken);
    }

    /// <summary>Not active yet: what does it wait for, or has its time come?</summary>
    private async Task<ReconcileResult> JudgeAsync(AccessGrant grant, Segment? segment, CancellationToken cancellationToken)
    {
        var before = grant.DeepCopy();
        var now = clock.GetUtcNow();
        var verdict = GrantJudge.BeforeActivation(grant, segment, now, new() { Claims = claims, Unenforced = admission.Problem() });
        grant.Status ??= new();
        if (segment is not null)
            (grant.Status.SegmentUid, grant.Status.SegmentGeneration) = (grant.Status.SegmentUid ?? segment.Metadata.Uid, segment.Metadata.Generation);
        if (verdict.Phase != GrantPhase.Active)
        {
            grant.Status.ScheduledFor = verdict.Phase == GrantPhase.Scheduled ? verdict.Until : null;
            await WriteAsync(before, grant, verdict, cancellationToken);
            return verdict.Until is { } until ? ReconcileResult.At(until) : ReconcileResult.Done;
        }

        // The end is on record before the access is given: whatever crashes from here on, it ends on time.
        var activatedAt = new DateTimeOffset(now.Ticks - (now.Ticks % TimeSpan.TicksPerMillisecond), TimeSpan.Zero);
        grant.Status.ScheduledFor = null;
        grant.Status.ActivatedAt = activatedAt;
        grant.Status.ExpiresAt = activatedAt + GrantJudge.DurationOf(grant.Spec);
        var written = await WriteAsync(before, grant, GrantJudge.AfterActivation(grant, segment, now), cancellationToken);
        return await KeepAsync(written.DeepCopy(), segment, cancellationToken);
    }

    /// <summary>Active: the binding is kept as long as the time lasts, and not longer.</summary>
    private async Task<ReconcileResult> KeepAsync(AccessGrant grant, Segment? segment, CancellationToken cancellationToken)
    {
        var before = grant.DeepCopy();
        var verdict = GrantJudge.AfterActivation(grant, segment, clock.GetUtcNow());
        if (verdict.Phase == GrantPhase.Revoking)
        {
            var again = await revocation.RevokeAsync(grant, verdict, cancellationToken);
            var written = await WriteAsync(before, grant, revocation.VerdictOf(grant, verdict), cancellationToken);
            return again is { } pause ? ReconcileResult.After(pause) : await EndAsync(written, cancellationToken);
        }

        var access = segment!.Spec.Roles.First(role => role.Name == grant.Spec.Role).Kubernetes!;
        var (binding, repaired) = await bindings.EnsureAsync(grant, access, cancellationToken);
        if (repaired)
            events.Record(grant, EventType.Warning, "BindingRepaired", $"The RoleBinding {ObjectKey.Of(binding)} had been changed or removed, and is as granted again.");
        grant.Status!.Bindings = [new() { Kind = BindingKind.RoleBinding, Namespace = binding.Metadata.Namespace, Name = binding.Metadata.Name!, Uid = binding.Metadata.Uid, CreatedAt = binding.Metadata.CreationTimestamp }];
        await WriteAsync(before, grant, verdict, cancellationToken);
        return ReconcileResult.At(verdict.Until!.Value);
    }

    /// <summary>Ended, or deleted before it began: nothing is held back.</summary>
    private async Task<ReconcileResult> EndAsync(AccessGrant grant, CancellationToken cancellationToken)
    {
        if (grant.IsDeleting())
            await finalizers.RemoveAsync(grant, Names.GrantFinalizer, cancellationToken);
        return ReconcileResult.Done;
    }

    private async Task<AccessGrant> WriteAsync(AccessGrant before, AccessGrant grant, GrantVerdict verdict, CancellationToken cancellationToken)
    {
        GrantStatusLine.Set(grant, verdict, clock);
        var written = await writer.WriteAsync(before, grant, cancellationToken);
        if (before.Status?.Phase != verdict.Phase || before.Status?.Reason != verdict.Reason)
        {
            var type = verdict.Phase is GrantPhase.Denied or GrantPhase.Failed or GrantPhase.Revoking ? EventType.Warning : EventType.Normal;
            events.Record(grant, type, verdict.Reason, verdict.Message);
            PhaseChanged(logger, grant.Metadata.Namespace!, grant.Metadata.Name!, verdict.Phase, verdict.Reason, grant.Status!.ExpiresAt);
        }

        return written;
    }
}
