using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Kubernetes;
using SegmentOperator.Manager.DeploymentRequests;
using SegmentOperator.RunContract;
using SegmentOperator.Runtime;

namespace SegmentOperator.Manager.Runs;

/// <summary>Writes what a run's pod reports into the request's status. Pure.</summary>
internal static class RunRecord
{
    private const int MaxFailures = 16;

    private static readonly string[] ImageReasons = ["ErrImagePull", "ImagePullBackOff", "InvalidImageName", "ErrImageNeverPull"];

    public static void Set(RequestWork work, Pod pod, RunReport report)
    {
        var run = work.Status.Run ??= new() { Namespace = pod.Metadata.Namespace, PodName = pod.Metadata.Name, ClaimedAt = pod.Metadata.CreationTimestamp };
        run.PodUid = pod.Metadata.Uid;
        run.StartedAt ??= report.StartedAt;
        if (report.State is RunState.Starting or RunState.Running)
        {
            // A kubelet that is told to end a pod calls everything ContainerCreating: what the pod really waited for stays on record.
            if (report.State == RunState.Starting && pod.IsDeleting() && work.Phase == DeploymentPhase.Starting)
                return;
            var phase = report.State == RunState.Running ? DeploymentPhase.Running : DeploymentPhase.Starting;
            StatusLine.Set(work, phase, report.Reason, report.Message);
            return;
        }

        report = report.IsUnstarted ? Explained(work, report) : report;
        run.FinishedAt = report.FinishedAt ?? work.Now;
        (run.Outcome, run.Reason, run.Message, run.ExitCode) = (OutcomeOf(report), report.Reason, report.Message, report.ExitCode);
        if (report.IsUnstarted)
            run.TargetState = TargetState.Unchanged;
        else if (report.Result is { } result)
            Copy(result, run);
        else
            run.TargetState = report.Reason is RunReasons.OutcomeUnknown or RunReasons.DeadlineExceeded or "PodEvicted" or "RunnerCrashed" or "OutOfMemory" ? TargetState.Unknown : run.TargetState;
        var (ended, message) = EndOf(work, report);
        work.SetCondition(RequestConditions.Ran, ended == DeploymentPhase.Succeeded, report.Reason, report.Message);
        StatusLine.Set(work, ended, report.Reason, message);
    }

    /// <summary>The pod that ended no longer says what it waited for; the request still does.</summary>
    private static RunReport Explained(RequestWork work, RunReport report)
    {
        if (work.Phase != DeploymentPhase.Starting || work.Status is not { Reason: { } reason, Message: { } message } || reason is "Starting" or "Cancelling")
            return report;
        return ImageReasons.Contains(reason)
            ? report with { Reason = reason, Message = $"{report.Message} {message.TrimEnd('.')}. Correct the image, or what it is pulled with (spec.runner of the segment; where that names no image, --runner-image of the operator), then make a new request." }
            : report with { Message = $"{report.Message} {message.TrimEnd('.')}. Make a new request when a node takes it: spec.runner of the segment has its resources, nodeSelector and tolerations." };
    }

    private static (DeploymentPhase Phase, string Message) EndOf(RequestWork work, RunReport report) => OutcomeOf(report) switch
    {
        RunOutcome.Succeeded => (DeploymentPhase.Succeeded, $"{work.Spec.Operation} of {work.Status.Artifact!.ShortDigest} succeeded: {report.Message}"),
        RunOutcome.Cancelled => (DeploymentPhase.Cancelled, report.Message),
        _ => (DeploymentPhase.Failed, report.Message),
    };

    private static RunOutcome OutcomeOf(RunReport report) => report switch
    {
        { State: RunState.Succeeded } => RunOutcome.Succeeded,
        { Reason: RunReasons.Cancelled } => RunOutcome.Cancelled,
        { Reason: RunReasons.OutcomeUnknown } or { Result.TargetState: RunTargetState.Unknown } => RunOutcome.Unknown,
        _ => RunOutcome.Failed,
    };

    private static void Copy(RunResult result, RunStatus run)
    {
        run.Digest = result.Digest;
        run.DeployId = result.DeployId;
        run.TargetState = Enum.Parse<TargetState>(result.TargetState.ToString());
        run.Components = Tally(result.Components);
        run.Tests = Tally(result.Tests);
        run.Failures = [.. result.Failures.Take(MaxFailures).Select(failure => new RunProblem { Kind = failure.Kind, Name = failure.Name, Problem = failure.Problem, File = failure.File, Line = failure.Line })];
    }

    private static RunTally? Tally(RunCounts? counts) =>
        counts is null ? null : new() { Total = counts.Total, Succeeded = counts.Succeeded, Failed = counts.Failed };
}
