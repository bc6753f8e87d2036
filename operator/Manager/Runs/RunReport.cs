using SegmentOperator.Kubernetes;
using SegmentOperator.RunContract;

namespace SegmentOperator.Manager.Runs;

/// <summary>What a run's pod says about the run. Pure: reads the pod, asks nobody.</summary>
/// <param name="State">Where the run is.</param>
/// <param name="Reason">A CamelCase word; one of <see cref="RunReasons"/> where the runner left a result.</param>
/// <param name="Message">For people.</param>
internal sealed record RunReport(RunState State, string Reason, string Message)
{
    /// <summary>How long after its grace period a deleted pod is waited for.</summary>
    private static readonly TimeSpan LostAfter = TimeSpan.FromSeconds(60);

    public RunResult? Result { get; init; }

    /// <summary>The runner surely never ran, so the target is as it was.</summary>
    public bool IsUnstarted { get; init; }

    public int? ExitCode { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    /// <param name="pod">The run's pod.</param>
    /// <param name="digest">The digest that the run was told to deploy.</param>
    /// <param name="now">The time by which a pod that is being deleted is judged.</param>
    public static RunReport Of(Pod pod, string digest, DateTimeOffset now)
    {
        var container = pod.Status?.ContainerStatuses?.FirstOrDefault(status => status.Name == RunPod.Container);
        if (pod.Status?.Phase is "Succeeded" or "Failed" || (container?.State?.Terminated is not null && pod.Metadata.DeletionTimestamp is not null))
            return Ended(pod, container, digest);
        // Nothing is bound to a node any more once it is being deleted.
        if (pod.Metadata.DeletionTimestamp is not null && string.IsNullOrEmpty(pod.Spec?.NodeName) && container is null)
            return Unstarted;
        if (pod.Metadata.DeletionTimestamp is { } deadline && deadline + LostAfter <= now)
            return Lost("was deleted");
        if (container?.State?.Running is { } running)
            return new(RunState.Running, "Running", "The run's pod is running.") { StartedAt = running.StartedAt };
        var waiting = container?.State?.Waiting;
        return waiting?.Reason is { } reason
            ? new(RunState.Starting, reason, $"The run's pod waits: {reason}{(string.IsNullOrEmpty(waiting.Message) ? "" : ": " + waiting.Message)}")
            : new(RunState.Starting, "PodPending", Unscheduled(pod) ?? "The run's pod is being started.");
    }

    private static RunReport Unstarted { get; } =
        new(RunState.Failed, "NeverStarted", "The run's pod ended before its runner started, and the target is as it was.") { IsUnstarted = true };

    private static RunReport Lost(string how) =>
        new(RunState.Failed, RunReasons.OutcomeUnknown, $"The run's pod {how} and its node did not say how it ended. Look at the target before anything else is deployed.");

    // A container that the kubelet made has an ID. One that it never made ends as ContainerStatusUnknown, with exit code 137.
    private static bool NeverRan(ContainerStatus? container) =>
        container is { ContainerId: null or "", State: { Running: null, Terminated: null or { Reason: "ContainerStatusUnknown", StartedAt: null } }, LastState: null or { Running: null, Terminated: null } };

    private static RunReport Ended(Pod pod, ContainerStatus? container, string digest)
    {
        if (NeverRan(container))
            return Unstarted;
        var terminated = container?.State?.Terminated;
        _ = RunResult.TryParse(terminated?.Message, out var result);
        var report = pod.Status?.Reason switch
        {
            // The kubelet's word stands above the runner's: it may have killed the runner before it could tell.
            "Evicted" => new RunReport(RunState.Failed, "PodEvicted", $"The run's pod was evicted: {pod.Status.Message}"),
            "DeadlineExceeded" when result is null => new(RunState.Failed, RunReasons.DeadlineExceeded, "The run did not end by its deadline and was killed; whether the target took the package is not known."),
            _ when result is not null => OfResult(result, digest),
            // What the node had made has ended unseen: the node is gone, and the cluster gave its pods up.
            _ when terminated is null && container is not null => Lost("failed"),
            _ when terminated is null => new(RunState.Failed, "PodFailed", $"The run's pod failed without having run: {pod.Status?.Reason} {pod.Status?.Message}".TrimEnd()) { IsUnstarted = true },
            _ => OfExitCode(terminated),
        };
        return report with
        {
            Result = result,
            ExitCode = terminated?.ExitCode,
            StartedAt = terminated?.StartedAt ?? pod.Status?.StartTime,
            FinishedAt = terminated?.FinishedAt,
        };
    }

    // The result is the pod's own word. What it claims to have deployed must be what was verified and approved.
    private static RunReport OfResult(RunResult result, string digest) => result.Reason switch
    {
        RunReasons.Succeeded when result.Digest == digest => new(RunState.Succeeded, result.Reason, result.Message),
        RunReasons.Succeeded => new(RunState.Failed, "ResultMismatch", $"The run reports success with the digest {result.Digest ?? "(none)"}, not with {digest}. Look at the target before anything else is deployed."),
        _ => new(RunState.Failed, result.Reason, result.Message),
    };

    private static RunReport OfExitCode(ContainerStateTerminated terminated)
    {
        // Only a result can say that a run succeeded: an exit code of 0 without one is a program that is not the runner.
        if (terminated.Reason == "OOMKilled")
            return new(RunState.Failed, "OutOfMemory", "The runner was killed because it used more memory than it may; whether the target took the package is not known: look at it first. Then raise spec.runner.resources.limits.memory of the segment and make a new request.");
        var reason = terminated.ExitCode == 0 ? "NoResult" : RunReasons.FromExitCode(terminated.ExitCode) ?? "RunnerCrashed";
        return new(RunState.Failed, reason, $"The runner ended with exit code {terminated.ExitCode} and left no result; its log says more: kubectl logs of the run's pod.");
    }

    private static string? Unscheduled(Pod pod) =>
        pod.Status?.Conditions?.FirstOrDefault(condition => condition is { Type: "PodScheduled", Status: "False" })?.Message;
}

/// <summary>Where a run is.</summary>
internal enum RunState
{
    Starting,
    Running,
    Succeeded,
    Failed,
}
