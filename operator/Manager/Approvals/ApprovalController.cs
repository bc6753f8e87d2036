using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Kubernetes;
using SegmentOperator.Manager.Governance;
using SegmentOperator.Manager.Status;
using SegmentOperator.Manager.Telemetry;
using SegmentOperator.Runtime;

namespace SegmentOperator.Manager.Approvals;

/// <summary>Writes on each Approval whether it counts, and why not. What it finds void stays void.</summary>
[Rbac(ApiGroup.Name, "approvals", "get,list,watch", Reason = "approvals are counted")]
[Rbac(ApiGroup.Name, "approvals/status", "patch", Reason = "the operator is the one writer of status")]
internal sealed class ApprovalController(
    IKubernetesClient client,
    ICache<Segment> segments,
    ApprovalGate gate,
    StatusWriter<Approval> writer,
    IEventRecorder events,
    ManagerTelemetry telemetry,
    TimeProvider clock) : IEntityController<Approval>
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(5);

    public async Task<ReconcileResult> ReconcileAsync(Approval entity, CancellationToken cancellationToken)
    {
        if (entity.IsDeleting() || entity.Status?.State is ApprovalState.Void or ApprovalState.Expired)
            return ReconcileResult.Done;
        // A review or recertification is done when it was counted: what is shown afterwards is the next one.
        if (entity is { Status.State: ApprovalState.Counted, Spec.Purpose: not ApprovalPurpose.Approval })
            return ReconcileResult.Done;
        var now = clock.GetUtcNow();
        // The target is read from the server: what is written here is final, and a cache may be behind.
        if (await JudgeAsync(entity, now, cancellationToken) is not { } judgement)
            return ReconcileResult.After(LookAgain);
        await WriteAsync(entity, judgement, now, cancellationToken);
        return judgement is { State: ApprovalState.Counted, ExpiresAt: { } expires } ? ReconcileResult.At(expires) : ReconcileResult.Done;
    }

    /// <summary>Null while the target shows nothing to decide on yet.</summary>
    private async Task<ApprovalJudgement?> JudgeAsync(Approval approval, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (target, ns) = (approval.Spec.Target, approval.Metadata.Namespace);
        switch (target.Kind)
        {
            case ApprovalTargetKind.Segment:
                var reviewed = await client.FindAsync<Segment>(target.Name, null, cancellationToken);
                return Missing(approval, reviewed) ?? Pick(approval, gate.Judge(reviewed!, now));
            case ApprovalTargetKind.AccessGrant:
                var grant = await client.FindAsync<AccessGrant>(target.Name, ns, cancellationToken);
                if (Missing(approval, grant) is { } gone)
                    return gone;
                var owner = segments.Get(new ObjectKey("", grant!.Spec.Segment));
                if (approval.Spec.Purpose == ApprovalPurpose.Revocation)
                    return Revocation(approval, grant, owner);
                if (approval.Spec.Purpose == ApprovalPurpose.Review && !grant.Spec.BreakGlass)
                    return NoReview(approval);
                owner = approval.Spec.Purpose == ApprovalPurpose.Review ? BreakGlassReviews.Reviewing(grant.Spec.Segment, owner, grant.Status?.BreakGlassReview) : owner;
                return owner is null ? null : Pick(approval, gate.Judge(grant, owner, approval.Spec.Purpose, now));
            default:
                var request = await client.FindAsync<DeploymentRequest>(target.Name, ns, cancellationToken);
                if (Missing(approval, request) is { } missing)
                    return missing;
                var segment = segments.Get(new ObjectKey("", request!.Spec.Segment));
                if (approval.Spec.Purpose == ApprovalPurpose.Review && (request.Status?.Phase?.IsTerminal() != true || request.Status.BreakGlassReview is null))
                    return request.Status?.Phase?.IsTerminal() == true ? NoReview(approval) : null;
                segment = approval.Spec.Purpose == ApprovalPurpose.Review ? BreakGlassReviews.Reviewing(request.Spec.Segment, segment, request.Status!.BreakGlassReview) : segment;
                return segment is null ? null : Pick(approval, gate.Judge(request, segment, approval.Spec.Purpose, now));
        }
    }

    private static ApprovalJudgement? Missing(Approval approval, IKubernetesObject? target)
    {
        var named = approval.Spec.Target;
        if (target is null)
            return new(approval, ApprovalState.Void, "TargetGone", $"There is no {named.Kind} {named.Name} here.", null);
        return target.Metadata.Uid == named.Uid ? null : new(
            approval, ApprovalState.Void, "TargetReplaced", $"The {named.Kind} {named.Name} was deleted and created again since: its uid is {target.Metadata.Uid} now. What was created anew needs a new decision.", null);
    }

    private static ApprovalJudgement NoReview(Approval approval) => new(
        approval, ApprovalState.Void, "NothingToReview", $"The {approval.Spec.Target.Kind} {approval.Spec.Target.Name} was not under break-glass; there is nothing to review.", null);

    private static ApprovalJudgement Revocation(Approval approval, AccessGrant grant, Segment? segment) => ApprovalGate.MayRevoke(approval, grant, segment)
        ? new(approval, ApprovalState.Counted, "Counted", "The grant is ended.", null)
        : new(approval, ApprovalState.Void, "RoleNotHeld", $"{approval.Spec.Approver.Username} is neither the grant's subject nor the segment's owner, or did not write Approve.", null);

    private static ApprovalJudgement? Pick(Approval approval, ApprovalOutcome? outcome) =>
        outcome?.Judgements.FirstOrDefault(judgement => judgement.Approval.Metadata.Uid == approval.Metadata.Uid);

    private async Task WriteAsync(Approval approval, ApprovalJudgement judgement, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var before = approval.DeepCopy();
        var (state, reason, message) = (judgement.State, judgement.Reason, judgement.Message);
        var conditions = approval.Status?.Conditions.ToList() ?? [];
        if (state == ApprovalState.Counted)
            conditions.SetReady(reason, message, approval.Metadata.Generation, clock);
        else
            conditions.SetStalled(reason, message, approval.Metadata.Generation, clock);
        approval.Status = new()
        {
            ObservedGeneration = approval.Metadata.Generation,
            State = state,
            Reason = reason,
            Message = message,
            Conditions = conditions,
            CountedAt = before.Status?.CountedAt ?? (state == ApprovalState.Counted ? now : null),
            ExpiresAt = judgement.ExpiresAt,
        };
        await writer.WriteAsync(before, approval, cancellationToken);
        if (before.Status?.State == state)
            return;
        events.Record(approval, state == ApprovalState.Counted ? EventType.Normal : EventType.Warning, reason, message);
        telemetry.ApprovalsJudged.Add(1, new("state", state.ToString()), new KeyValuePair<string, object?>("reason", reason));
    }
}
