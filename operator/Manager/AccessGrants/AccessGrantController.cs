using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Kubernetes;
using SegmentOperator.Manager.Approvals;
using SegmentOperator.Manager.Clocks;
using SegmentOperator.Manager.DeploymentRequests;
using SegmentOperator.Manager.Governance;
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
    ApprovalGate approvals,
    BreakGlassDesk breakGlass,
    SecretReaders secrets,
    IEnumerable<IGrantAccess> kinds,
    GrantRevocation revocation,
    GrantHistory history,
    FinalizerWriter<AccessGrant> finalizers,
    StatusWriter<AccessGrant> writer,
    IEventRecorder events,
    ILogger<AccessGrantController> logger,
    SteadyClock clock) : IEntityController<AccessGrant>
{
    public async Task<ReconcileResult> ReconcileAsync(AccessGrant entity, CancellationToken cancellationToken)
    {
        using var scope = BeginScope(logger, entity.Metadata.Uid, entity.Spec.Segment);
        var segment = segments.Get(new ObjectKey("", entity.Spec.Segment));
        if (entity.Status?.Phase is { } phase && phase.IsTerminal())
            return await history.KeepAsync(entity, segment, cancellationToken);
        if (entity.IsDeleting() && entity.Status?.ActivatedAt is null)
            return await history.KeepAsync(entity, segment, cancellationToken);

        var grant = entity.IsDeleting() ? entity : await finalizers.EnsureAsync(entity, Names.GrantFinalizer, cancellationToken);
        if (grant.Status?.ActivatedAt is not null)
            return await KeepAsync(grant, segment, cancellationToken);
        return grant.Spec.BreakGlass
            ? await breakGlass.OneAtATimeAsync(() => JudgeAsync(grant, segment, cancellationToken), cancellationToken)
            : await JudgeAsync(grant, segment, cancellationToken);
    }

    /// <summary>Not active yet: what does it wait for, or has its time come?</summary>
    private async Task<ReconcileResult> JudgeAsync(AccessGrant grant, Segment? segment, CancellationToken cancellationToken)
    {
        var before = grant.DeepCopy();
        var now = clock.GetUtcNow();
        grant.Status ??= new();
        ApprovalOutcome? outcome = null;
        if (segment is not null)
        {
            (grant.Status.SegmentUid, grant.Status.SegmentGeneration) = (grant.Status.SegmentUid ?? segment.Metadata.Uid, segment.Metadata.Generation);
            GrantReview.Show(grant, segment, now);
            outcome = approvals.Judge(grant, segment, ApprovalPurpose.Approval, now);
            grant.Status.Approvals = outcome?.Progress ?? [];
        }

        var verdict = GrantJudge.BeforeActivation(grant, segment, now, new()
        {
            Claims = claims,
            Unenforced = admission.Problem(),
            ClockStepped = clock.Problem(),
            RoleProblem = segment is null ? null : secrets.ProblemOf(segment, grant.Spec.Role),
            RoleMissing = segment is null ? null : secrets.MissingOf(segment, grant.Spec.Role),
            Approvals = outcome,
            Revocation = approvals.Revocation(grant, segment),
            Unreviewed = breakGlass.Unreviewed(grant),
        });
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
        grant.Status.ExpiresAt = activatedAt + GrantRules.DurationOf(grant.Spec, segment!);
        if (grant.Spec.BreakGlass)
            GrantReview.ShowBreakGlass(grant, segment!, now);
        var active = GrantJudge.AfterActivation(grant, segment, now);
        var inOrg = segment!.Spec.Roles.First(role => role.Name == grant.Spec.Role).Salesforce is not null;
        var written = await WriteAsync(before, grant, inOrg && active.Phase == GrantPhase.Active ? GrantJudge.BeingGiven(active) : active, cancellationToken);
        return await KeepAsync(written.DeepCopy(), segment, cancellationToken);
    }

    /// <summary>Active: the access is kept as long as the time lasts, and not longer.</summary>
    private async Task<ReconcileResult> KeepAsync(AccessGrant grant, Segment? segment, CancellationToken cancellationToken)
    {
        var verdict = GrantJudge.AfterActivation(grant, segment, clock.GetUtcNow(), new()
        {
            Revocation = approvals.Revocation(grant, segment),
            RoleProblem = segment is null ? null : secrets.ProblemOf(segment, grant.Spec.Role),
        });
        if (verdict.Phase == GrantPhase.Revoking)
            return await RevokeAsync(grant, segment, verdict, cancellationToken);

        var before = grant.DeepCopy();
        var role = segment!.Spec.Roles.First(candidate => candidate.Name == grant.Spec.Role);
        GivenAccess? given;
        try
        {
            // An org takes its time; who is to hear of a break-glass does not wait for it.
            given = await kinds.First(kind => kind.Serves(role)).EnsureAsync(grant, segment, role, cancellationToken);
            foreach (var repaired in given?.Repaired ?? [])
                events.Record(grant, EventType.Warning, "BindingRepaired", $"The {repaired} had been changed or removed, and is as granted again.");
            grant.Status!.Bindings = given?.Bindings ?? grant.Status.Bindings;
        }
        catch (GrantAccessException e) when (!e.IsFinal)
        {
            if (grant.Spec.BreakGlass)
                await breakGlass.NotifyAsync(grant, segment, cancellationToken);
            await WriteAsync(before, grant, GrantJudge.NotGiven(verdict, e), cancellationToken);
            var now = clock.GetUtcNow();
            var next = now + Pauses.Growing(grant.Status!.ActivatedAt!.Value, now);
            return ReconcileResult.At(next < verdict.Until ? next : verdict.Until!.Value);
        }
        catch (Exception e) when (Refused(e) is { } reason && grant.Status!.Bindings.Count == 0)
        {
            // On record first: the grant is looked at again while an org is asked, and nothing else tells then that it was refused.
            var failed = new GrantVerdict(GrantPhase.Revoking, reason, $"The access could not be given: {e.Message}");
            grant.Status.Revocation ??= new() { Reason = reason, StartedAt = clock.GetUtcNow(), Message = failed.Message };
            var written = await WriteAsync(before, grant, failed, cancellationToken);
            return await RevokeAsync(written.DeepCopy(), segment, failed, cancellationToken);
        }

        revocation.Forget(grant);
        if (given is null or { IsPrepared: true } && grant.Status.Bindings.Count == 0)
            verdict = GrantJudge.BeingGiven(verdict);
        var again = grant.Spec.BreakGlass ? await breakGlass.NotifyAsync(grant, segment, cancellationToken) : null;
        await WriteAsync(before, grant, verdict, cancellationToken);
        if (given?.IsPrepared == true)
            return ReconcileResult.After(TimeSpan.Zero);
        return again is { } pause ? ReconcileResult.After(pause) : ReconcileResult.At(verdict.Until!.Value);
    }

    private async Task<ReconcileResult> RevokeAsync(AccessGrant grant, Segment? segment, GrantVerdict verdict, CancellationToken cancellationToken)
    {
        // Nothing stands between the moment and the removal that the removal does not need.
        if (await revocation.TakeAwayAsync(grant, segment, verdict, cancellationToken) is { } wait)
            return ReconcileResult.After(wait);
        var before = grant.DeepCopy();
        var step = await revocation.ProveAsync(grant, segment, verdict, cancellationToken);
        if (!step.IsNews)
            return ReconcileResult.Done;
        try
        {
            var written = await WriteAsync(before, grant, revocation.VerdictOf(grant, verdict), cancellationToken);
            return step.Again is { } pause ? ReconcileResult.After(pause) : await history.KeepAsync(written.DeepCopy(), segment, cancellationToken);
        }
        catch (Exception e) when (!step.IsGone && e is KubernetesUnreachableException or KubernetesException { IsConflict: false, IsNotFound: false })
        {
            // A failure that cannot be written down either: the server is in trouble, and the access is to go as soon as it is not.
            RevocationNotRecorded(logger, grant.Metadata.Namespace!, grant.Metadata.Name!, grant.Status!.Revocation!.Message, e.Message);
            return ReconcileResult.After(step.Again!.Value);
        }
    }

    /// <summary>The reason, when the access was refused and will be refused again; null when it may be tried again.</summary>
    private static string? Refused(Exception e) => e switch
    {
        KubernetesException { IsForbidden: true } => "RoleNotGrantable",
        KubernetesException { IsNotFound: true } => "NamespaceMissing",
        GrantAccessException { IsFinal: true } final => final.Reason,
        _ => null,
    };

    private async Task<AccessGrant> WriteAsync(AccessGrant before, AccessGrant grant, GrantVerdict verdict, CancellationToken cancellationToken)
    {
        GrantStatusLine.Set(grant, verdict, clock);
        var written = await writer.WriteAsync(before, grant, cancellationToken);
        if (before.Status?.Phase != verdict.Phase || before.Status?.Reason != verdict.Reason)
        {
            var isLate = verdict.Phase == GrantPhase.Active && verdict.Reason is not (GrantConditions.Active or GrantConditions.BeingGiven);
            var type = isLate || verdict.Phase is GrantPhase.Denied or GrantPhase.Failed or GrantPhase.Revoking ? EventType.Warning : EventType.Normal;
            events.Record(grant, type, verdict.Reason, verdict.Message);
            PhaseChanged(logger, grant.Metadata.Namespace!, grant.Metadata.Name!, verdict.Phase, verdict.Reason, grant.Status!.ExpiresAt);
        }

        return written;
    }
}
