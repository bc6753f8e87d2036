using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Kubernetes;
using SegmentOperator.Manager.AccessGrants;
using SegmentOperator.Manager.Governance;
using SegmentOperator.Manager.Runs;
using SegmentOperator.Manager.Status;
using SegmentOperator.Runtime;

namespace SegmentOperator.Manager.DeploymentRequests;

/// <summary>Brings a request to its end: authorises it, starts its one run, follows the run, and takes back what was handed out.</summary>
[Rbac(ApiGroup.Name, "deploymentrequests", "get,list,watch,patch", Reason = "requests are read, and their finalizer is set")]
[Rbac(ApiGroup.Name, "deploymentrequests", "delete", Reason = "requests that ended are removed after the segment's retention")]
[Rbac(ApiGroup.Name, "deploymentrequests/status", "patch", Reason = "the operator is the one writer of status")]
internal sealed partial class DeploymentRequestController(
    Authorization authorization,
    RunStarter starter,
    RunFollower follower,
    PodRelease release,
    Aftermath aftermath,
    EmergencyChanges emergencies,
    BreakGlassDesk breakGlass,
    Retention retention,
    ICache<Segment> segments,
    FinalizerWriter<DeploymentRequest> finalizers,
    RequestStatusWriter status,
    ILogger<DeploymentRequestController> logger,
    TimeProvider clock) : IEntityController<DeploymentRequest>
{
    public async Task<ReconcileResult> ReconcileAsync(DeploymentRequest entity, CancellationToken cancellationToken)
    {
        using var scope = BeginScope(logger, entity.Metadata.Uid, entity.Spec.Segment);
        if (entity.IsDeleting() && !entity.HasFinalizer(Names.RequestFinalizer))
            return ReconcileResult.Done;
        var request = entity.IsDeleting() ? entity : await finalizers.EnsureAsync(entity, Names.RequestFinalizer, cancellationToken);
        var work = new RequestWork(request, clock);

        var pause = work.Phase.IsTerminal() ? null : await ProceedAsync(work, cancellationToken);
        var segment = segments.Get(new ObjectKey("", work.Spec.Segment));
        if (!work.Phase.IsTerminal())
        {
            work.Status.NextCheckAt = null;
            var untold = await emergencies.ContinueAsync(work, segment, cancellationToken);
            await status.WriteAsync(work, cancellationToken);
            return Earlier(pause, untold) is { } next ? ReconcileResult.After(next) : ReconcileResult.Done;
        }

        // The result is on record before anything that it hangs on is let go.
        await status.WriteAsync(work, cancellationToken);
        var left = await aftermath.ContinueAsync(work, cancellationToken);
        var again = Earlier(left, await emergencies.ContinueAsync(work, segment, cancellationToken));
        await status.WriteAsync(work, cancellationToken);
        if (work.Request.IsDeleting() && breakGlass.IsHeld(work.Request, EmergencyChanges.IsReviewOpen(work.Request) ? work.Status.BreakGlassReview : null))
            return ReconcileResult.After(Earlier(again, BreakGlassDesk.WhileHeld)!.Value);
        if (left is null && work.Request.IsDeleting())
        {
            await retention.WriteDownAsync(work.Request, cancellationToken);
            await finalizers.RemoveAsync(work.Request, Names.RequestFinalizer, cancellationToken);
        }

        return again is { } later ? ReconcileResult.After(later)
            : work.Request.IsDeleting() || EmergencyChanges.IsReviewOpen(work.Request) ? ReconcileResult.Done
            : await retention.KeepAsync(work.Request, segment, cancellationToken);
    }

    private static TimeSpan? Earlier(TimeSpan? one, TimeSpan? other) => one is null || other < one ? other : one;

    /// <returns>When to look again without a change; null for not at all.</returns>
    private async Task<TimeSpan?> ProceedAsync(RequestWork work, CancellationToken cancellationToken)
    {
        if (await follower.FindAsync(work.Request, cancellationToken) is { } pod)
            return await FollowAsync(work, pod, cancellationToken);
        if (work.Status.Run?.PodUid is not null)
            return Apply(work, StepOutcome.Failed("PodLost", "The run's pod is gone although it had not reported its end. Whether the target took the package is not known: look at it, then make a new request."));
        if (work.Request.IsDeleting())
            return Apply(work, new StepOutcome.End(DeploymentPhase.Cancelled, "Deleted", "The request was deleted before its run started."));

        var (outcome, segment) = await authorization.CheckAsync(work, cancellationToken);
        if (outcome is StepOutcome.Wait && work.Status.Run?.ClaimedAt is not null)
            await starter.StepBackAsync(work, cancellationToken);
        if (outcome is StepOutcome.Continue)
            outcome = await starter.StartAsync(work, segment!, cancellationToken);
        return outcome is StepOutcome.Continue && await follower.FindAsync(work.Request, cancellationToken) is { } started
            ? await FollowAsync(work, started, cancellationToken)
            : Apply(work, outcome);
    }

    private async Task<TimeSpan?> FollowAsync(RequestWork work, Pod pod, CancellationToken cancellationToken)
    {
        var pause = await follower.FollowAsync(work, pod, cancellationToken);
        if (work.Phase.IsTerminal())
            return null;
        if (work.Request.IsDeleting())
        {
            await release.EndAsync(pod, cancellationToken);
            StatusLine.Set(work, work.Phase, "Cancelling", "The request was deleted: the run is told to stop, and the request goes when it has.");
        }
        else if (await ResumeAsync(work, pod, cancellationToken) is { } waits)
        {
            return waits;
        }

        return pause;
    }

    /// <summary>Completes a start that was interrupted between the pod and its credential.</summary>
    private async Task<TimeSpan?> ResumeAsync(RequestWork work, Pod pod, CancellationToken cancellationToken)
    {
        if (work.Before.Status?.Run?.PodUid is not null || pod.IsDeleting())
            return null;
        // What was handed over already can be in use; only a credential that is still to be issued is decided on again.
        if (await starter.TieAsync(work, pod, cancellationToken))
            return null;
        var (outcome, segment) = await authorization.CheckAsync(work, cancellationToken);
        if (outcome is StepOutcome.Continue)
            outcome = await starter.CompleteAsync(work, segment!, pod, cancellationToken);
        if (outcome is StepOutcome.Continue)
            return null;
        if (outcome is StepOutcome.End)
            await release.EndAsync(pod, cancellationToken);
        else
            work.Status.Run!.PodUid = null;
        return Apply(work, outcome);
    }

    private static TimeSpan? Apply(RequestWork work, StepOutcome outcome)
    {
        switch (outcome)
        {
            case StepOutcome.Wait wait when work.Status.Run is { ClaimedAt: not null, PodUid: null, Deadline: { } deadline } && deadline <= work.Now:
                StatusLine.Set(work, DeploymentPhase.Failed, wait.Reason, $"{wait.Message.TrimEnd('.')}. The run could not be started by its deadline, and others wait for the target. Make a new request when this is mended.");
                return null;
            case StepOutcome.Wait wait:
                // A request that has claimed its run and has not stepped back stays Starting: it holds its target.
                var phase = work.Status.Run?.ClaimedAt is null ? wait.Phase : DeploymentPhase.Starting;
                StatusLine.Set(work, phase, wait.Reason, wait.Message);
                return wait.Pause;
            case StepOutcome.End end:
                StatusLine.Set(work, end.Phase, end.Reason, end.Message);
                return null;
            default:
                StatusLine.Set(work, DeploymentPhase.Starting, "Starting", StatusLine.Starting);
                return TimeSpan.FromSeconds(1);
        }
    }
}
