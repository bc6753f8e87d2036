using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Manager.Status;
using SegmentOperator.Manager.Telemetry;
using SegmentOperator.Runtime;

namespace SegmentOperator.Manager.DeploymentRequests;

/// <summary>
/// Writes a request's status, and tells what changed since it was last written: an Event, a log line and a count for each change of phase or
/// reason, an Event for a signature and for what rules warn of, nothing for a write that changes none. It tells before it writes: what an interrupted write leaves out is told twice, not never.
/// </summary>
internal sealed partial class RequestStatusWriter(
    StatusWriter<DeploymentRequest> writer, IEventRecorder events, ManagerTelemetry telemetry, ILogger<RequestStatusWriter> logger)
{
    /// <summary>The work goes on from what the server answered.</summary>
    public async Task WriteAsync(RequestWork work, CancellationToken cancellationToken)
    {
        TellOfSignature(work);
        TellOfWarnings(work);
        TellOfPhase(work);
        work.Rebase(await writer.WriteAsync(work.Before, work.Request, cancellationToken));
    }

    private void TellOfSignature(RequestWork work)
    {
        var told = work.Before.Status?.Conditions.IsTrue(RequestConditions.Verified) == true;
        if (!told && work.Conditions.Find(RequestConditions.Verified) is { Status: ConditionStatus.True } verified)
            events.Record(work.Request, EventType.Normal, verified.Reason, verified.Message);
    }

    /// <summary>What rules warn of does not stop the change, and would otherwise stand in the status alone.</summary>
    private void TellOfWarnings(RequestWork work)
    {
        if (work.Decision is { Warnings.Count: > 0 } decision && work.Before.Status?.Decision?.At != work.Status.Decision?.At)
            events.Record(work.Request, EventType.Warning, "RuleWarned", string.Join(" ", decision.Warnings));
    }

    private void TellOfPhase(RequestWork work)
    {
        var (before, phase, reason) = (work.Before.Status, work.Phase, work.Status.Reason!);
        if (before?.Phase == phase && before.Reason == reason)
            return;
        var worrying = phase is DeploymentPhase.Denied or DeploymentPhase.Failed || reason is "CouldNotCheck" or "PodRefused" or "ImagePullBackOff" or "ErrImagePull";
        events.Record(work.Request, worrying ? EventType.Warning : EventType.Normal, reason, work.Status.Message!);
        PhaseChanged(logger, work.Request.Metadata.Namespace!, work.Request.Metadata.Name!, phase, reason, work.Status.Artifact?.Digest);
        var segment = new KeyValuePair<string, object?>("segment", work.Spec.Segment);
        if (phase == DeploymentPhase.Running && before?.Phase != DeploymentPhase.Running && work.Request.Metadata.CreationTimestamp is { } created)
            telemetry.StartLatency.Record((work.Now - created).TotalSeconds, segment);
        if (phase.IsTerminal())
            Count(work, segment);
    }

    private void Count(RequestWork work, KeyValuePair<string, object?> segment)
    {
        telemetry.RequestsEnded.Add(1, segment, new("phase", work.Phase.ToString()), new("reason", work.Status.Reason));
        if (work.Status.Run is { StartedAt: { } from, FinishedAt: { } to } run)
        {
            telemetry.RunDuration.Record((to - from).TotalSeconds, segment, new("outcome", run.Outcome.ToString()));
            ManagerTelemetry.RunEnded(work.Request.Metadata.Uid!, work.Spec.Segment, run.Digest, work.Status.Reason!, from, to);
        }
    }

    [LoggerMessage(1, LogLevel.Information, "DeploymentRequest {Namespace}/{Name} is {Phase} ({Reason}), artifact {Digest}")]
    private static partial void PhaseChanged(ILogger logger, string @namespace, string name, DeploymentPhase phase, string reason, string? digest);
}
