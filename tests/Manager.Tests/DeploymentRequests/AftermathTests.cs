using Moq;
using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Kubernetes;
using SegmentOperator.Manager.Hosting;
using SegmentOperator.Manager.Runs;
using SegmentOperator.Runtime;
using SegmentOperator.TestSupport;

namespace SegmentOperator.Manager.DeploymentRequests;

public sealed class AftermathTests
{
    private readonly ManualTimeProvider _clock = new();

    [Fact]
    public async Task A_finished_pod_stays_for_its_logs() => Assert.Equal(TimeSpan.FromHours(1) - TimeSpan.FromSeconds(10), await LeftAsync(deleting: false));

    [Fact]
    public async Task A_finished_pod_that_somebody_deletes_stays_a_minute_so_that_no_second_run_takes_its_name() =>
        Assert.Equal(TimeSpan.FromSeconds(50), await LeftAsync(deleting: true));

    /// <returns>How long the pod of a run that ended ten seconds ago stays.</returns>
    private async Task<TimeSpan?> LeftAsync(bool deleting)
    {
        var ended = _clock.GetUtcNow().AddSeconds(-10);
        var request = new DeploymentRequest
        {
            Metadata = new() { Name = "revenue", Namespace = "team", Uid = "u1" },
            Spec = new() { Segment = "finance" },
            Status = new() { Run = new() { ClaimedAt = ended, FinishedAt = ended }, Credential = new() { SecretName = "run-u1", SecretRemovedAt = ended } },
        };
        var run = RunNames.Of(request);
        var pod = new Pod
        {
            Metadata = new()
            {
                Name = run.Name,
                Namespace = run.Namespace,
                Labels = new Dictionary<string, string>(StringComparer.Ordinal) { [Names.OwnerUidLabel] = run.RequestUid },
                DeletionTimestamp = deleting ? ended : null,
            },
        };
        var (client, pods) = (Mock.Of<IKubernetesClient>(), Mock.Of<ICache<Pod>>(cache => cache.Get(new ObjectKey(run.Namespace, run.Name)) == pod));
        var release = new PodRelease(client);
        var aftermath = new Aftermath(null!, [], null!, new RunFollower(client, pods, release), release, null!, new ManagerOptions(), null!, null!);
        return await aftermath.ContinueAsync(new RequestWork(request, _clock), default);
    }
}
