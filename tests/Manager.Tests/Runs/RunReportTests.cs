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
