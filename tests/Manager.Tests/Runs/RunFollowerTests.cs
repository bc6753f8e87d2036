using Moq;
using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Kubernetes;
using SegmentOperator.Manager.DeploymentRequests;
using SegmentOperator.Runtime;
using SegmentOperator.TestSupport;

namespace SegmentOperator.Manager.Runs;

/// <summary>A run that does not start gives its target back in time.</summary>
public sealed class RunFollowerTests
{
    private readonly ManualTimeProvider _clock = new();
    private readonly Mock<IKubernetesClient> _cluster = new();

    [Fact]
    public async Task A_pod_that_no_node_takes_is_ended_at_the_runs_deadline()
    {
        var pod = Pending(reason: null);
        Assert.Equal(TimeSpan.FromMinutes(2), await FollowAsync(Work(ago: TimeSpan.FromMinutes(1)), pod));
        Ended(Times.Never());
        await FollowAsync(Work(ago: TimeSpan.FromMinutes(3)), pod);
        Ended(Times.Once());
    }

    [Fact]
    public async Task A_pod_whose_image_is_missing_is_ended_by_then_or_after_five_minutes()
    {
        await FollowAsync(Work(ago: TimeSpan.FromMinutes(3)), Pending("ErrImagePull"));
        Ended(Times.Once());
        Assert.Equal(TimeSpan.FromMinutes(1), await FollowAsync(Work(ago: TimeSpan.FromMinutes(4), timeout: TimeSpan.FromHours(1)), Pending("ImagePullBackOff")));
        Ended(Times.Once());
        await FollowAsync(Work(ago: TimeSpan.FromMinutes(5), timeout: TimeSpan.FromHours(1)), Pending("ImagePullBackOff"));
        Ended(Times.Exactly(2));
    }

    [Fact]
    public async Task What_kept_the_pod_from_starting_stands_in_the_result_with_what_to_change()
    {
        var work = Work(ago: TimeSpan.FromMinutes(3));
        await FollowAsync(work, Pending("ImagePullBackOff"));
        var pod = Pending("ContainerCreating");
        pod.Metadata.DeletionTimestamp = _clock.GetUtcNow();
        await FollowAsync(work, pod);
        pod.Status = new() { Phase = "Failed", ContainerStatuses = [new() { Name = RunPod.Container, State = new() { Terminated = new() { ExitCode = 137, Reason = "ContainerStatusUnknown" } } }] };
        Assert.Null(await FollowAsync(work, pod));
        Assert.Equal((DeploymentPhase.Failed, "ImagePullBackOff", TargetState.Unchanged), (work.Phase, work.Status.Reason, work.Status.Run!.TargetState));
        Assert.Contains("no such image", work.Status.Message, StringComparison.Ordinal);
        Assert.Contains("spec.runner", work.Status.Message, StringComparison.Ordinal);
    }

    private Task<TimeSpan?> FollowAsync(RequestWork work, Pod pod) =>
        new RunFollower(_cluster.Object, Mock.Of<ICache<Pod>>(), new PodRelease(_cluster.Object)).FollowAsync(work, pod, default);

    private void Ended(Times times) =>
        _cluster.Verify(cluster => cluster.DeleteAsync<Pod>("run-u1", "segment-finance", It.IsAny<DeleteOptions>(), It.IsAny<CancellationToken>()), times);

    /// <param name="ago">How long ago the run was claimed.</param>
    /// <param name="timeout">How long it may take.</param>
    private RequestWork Work(TimeSpan ago, TimeSpan? timeout = null)
    {
        var claimedAt = _clock.GetUtcNow() - ago;
        return new(
            new DeploymentRequest
            {
                Metadata = new() { Name = "revenue", Namespace = "team", Uid = "u1" },
                Spec = new() { Segment = "finance" },
                Status = new()
                {
                    Phase = DeploymentPhase.Starting,
                    Artifact = new() { Digest = "sha256:" + new string('a', 64) },
                    Run = new() { ClaimedAt = claimedAt, Deadline = claimedAt + (timeout ?? TimeSpan.FromMinutes(3)), PodUid = "p1" },
                },
            },
            _clock);
    }

    private static Pod Pending(string? reason) => new()
    {
        Metadata = new() { Name = "run-u1", Namespace = "segment-finance", Uid = "p1" },
        Status = new() { Phase = "Pending", ContainerStatuses = reason is null ? null : [new() { Name = RunPod.Container, State = new() { Waiting = new() { Reason = reason, Message = "no such image" } } }] },
    };
}
