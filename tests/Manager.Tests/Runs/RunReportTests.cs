using System.Text;
using SegmentOperator.Kubernetes;
using SegmentOperator.RunContract;

namespace SegmentOperator.Manager.Runs;

public sealed class RunReportTests
{
    private const string Digest = "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Success_needs_a_result_with_the_digest_that_was_approved()
    {
        Assert.Equal(RunState.Succeeded, Report(Ended(0, Result(RunReasons.Succeeded, Digest))).State);
        Assert.Equal((RunState.Failed, "ResultMismatch"), Verdict(Ended(0, Result(RunReasons.Succeeded, Digest.Replace('a', 'b')))));
        Assert.Equal((RunState.Failed, "ResultMismatch"), Verdict(Ended(0, Result(RunReasons.Succeeded, null))));
        Assert.Equal((RunState.Failed, "NoResult"), Verdict(Ended(0, null)));
        Assert.Equal((RunState.Failed, "NoResult"), Verdict(Ended(0, "it worked, trust me")));
    }

    [Theory]
    [InlineData(RunExitCodes.DigestMismatch, RunReasons.DigestMismatch)]
    [InlineData(RunExitCodes.TestsFailed, RunReasons.TestsFailed)]
    [InlineData(137, "RunnerCrashed")]
    public void Without_a_result_the_exit_code_speaks(int exitCode, string reason) =>
        Assert.Equal((RunState.Failed, reason), Verdict(Ended(exitCode, null)));

    [Theory]
    [InlineData("Evicted", "PodEvicted")]
    [InlineData("DeadlineExceeded", RunReasons.DeadlineExceeded)]
    public void The_kubelets_word_tells_what_the_runner_could_not(string podReason, string reason)
    {
        var pod = new Pod { Status = new() { Phase = "Failed", Reason = podReason } };
        Assert.Equal((RunState.Failed, reason), Verdict(pod));
    }

    [Fact]
    public void A_deleted_pod_whose_node_stays_silent_ends_with_an_unknown_outcome()
    {
        var pod = new Pod
        {
            Metadata = new() { DeletionTimestamp = Now.AddSeconds(-61) },
            Status = new() { Phase = "Running", ContainerStatuses = [new() { Name = RunPod.Container, State = new() { Running = new() } }] },
        };
        Assert.Equal((RunState.Failed, RunReasons.OutcomeUnknown), Verdict(pod));
        pod.Metadata.DeletionTimestamp = Now.AddSeconds(-10);
        Assert.Equal(RunState.Running, Report(pod).State);
    }

    [Fact]
    public void A_pod_that_waits_says_what_for()
    {
        var pod = new Pod { Status = new() { Phase = "Pending", ContainerStatuses = [new() { Name = RunPod.Container, State = new() { Waiting = new() { Reason = "ErrImagePull", Message = "no such image" } } }] } };
        var report = Report(pod);
        Assert.Equal((RunState.Starting, "ErrImagePull"), (report.State, report.Reason));
        Assert.Contains("no such image", report.Message, StringComparison.Ordinal);
    }

    /// <summary>As a kubelet 1.36 leaves a pod whose image it could not pull, at the pod's deadline and after its deletion.</summary>
    [Theory]
    [InlineData("DeadlineExceeded")]
    [InlineData(null)]
    public void A_pod_whose_container_was_never_made_did_not_change_the_target(string? podReason)
    {
        var report = Report(Unmade(podReason));
        Assert.Equal((RunState.Failed, "NeverStarted", true), (report.State, report.Reason, report.IsUnstarted));
        Assert.DoesNotContain("not known", report.Message, StringComparison.Ordinal);
        var made = Unmade(podReason);
        made.Status!.ContainerStatuses![0].ContainerId = "containerd://1";
        Assert.False(Report(made).IsUnstarted);
    }

    [Fact]
    public void A_pod_that_no_node_took_is_not_waited_for_once_it_is_deleted()
    {
        var pod = new Pod { Metadata = new() { DeletionTimestamp = Now }, Spec = new(), Status = new() { Phase = "Pending" } };
        Assert.True(Report(pod).IsUnstarted);
        pod.Spec!.NodeName = "node1";
        Assert.Equal(RunState.Starting, Report(pod).State);
        pod.Metadata.DeletionTimestamp = Now.AddSeconds(-61);
        Assert.Equal((RunState.Failed, RunReasons.OutcomeUnknown), Verdict(pod));
    }

    [Fact]
    public void A_runner_that_used_too_much_memory_is_told_which_limit_to_raise()
    {
        var pod = Ended(137, null);
        pod.Status!.ContainerStatuses![0].State!.Terminated!.Reason = "OOMKilled";
        Assert.Equal((RunState.Failed, "OutOfMemory"), Verdict(pod));
        Assert.Contains("spec.runner.resources.limits.memory", Report(pod).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_running_pod_whose_node_is_gone_leaves_its_target_unknown()
    {
        var report = Report(new() { Status = new() { Phase = "Failed", ContainerStatuses = [new() { Name = RunPod.Container, ContainerId = "containerd://1", State = new() { Running = new() { StartedAt = Now } } }] } });
        Assert.Equal((RunState.Failed, RunReasons.OutcomeUnknown, false), (report.State, report.Reason, report.IsUnstarted));
        Assert.True(Report(new() { Status = new() { Phase = "Failed", Reason = "OutOfcpu" } }).IsUnstarted);
    }

    private static Pod Unmade(string? podReason) => new()
    {
        Status = new()
        {
            Phase = "Failed",
            Reason = podReason,
            ContainerStatuses = [new() { Name = RunPod.Container, Started = false, LastState = new(), State = new() { Terminated = new() { ExitCode = 137, Reason = "ContainerStatusUnknown", Message = "The container could not be located when the pod was terminated" } } }],
        },
    };

    private static RunReport Report(Pod pod) => RunReport.Of(pod, Digest, Now);

    private static (RunState, string) Verdict(Pod pod) => (Report(pod).State, Report(pod).Reason);

    private static string Result(string reason, string? digest) =>
        Encoding.UTF8.GetString(new RunResult { Reason = reason, Message = reason, TargetState = RunTargetState.Changed, Digest = digest }.ToTerminationMessage());

    private static Pod Ended(int exitCode, string? message) => new()
    {
        Status = new()
        {
            Phase = exitCode == 0 ? "Succeeded" : "Failed",
            ContainerStatuses = [new() { Name = RunPod.Container, State = new() { Terminated = new() { ExitCode = exitCode, Message = message, Reason = exitCode == 0 ? "Completed" : "Error" } } }],
        },
    };
}
