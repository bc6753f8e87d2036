using Moq;
using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Kubernetes;
using SegmentOperator.Manager.Artifacts;
using SegmentOperator.Manager.Hosting;
using SegmentOperator.Manager.Runs;
using SegmentOperator.Manager.Runs.Credentials;
using SegmentOperator.Manager.Telemetry;
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

    [Fact]
    public async Task A_token_that_nobody_could_revoke_is_not_said_to_be_revoked()
    {
        var work = new RequestWork(
            new DeploymentRequest
            {
                Metadata = new() { Name = "revenue", Namespace = "team", Uid = "u1" },
                Spec = new() { Segment = "finance" },
                Status = new()
                {
                    Phase = DeploymentPhase.Succeeded,
                    Target = new() { Key = "salesforce/org" },
                    Run = new() { ClaimedAt = _clock.GetUtcNow() },
                    Credential = new() { SecretName = "run-u1", Subject = "deploy@acme.example", IssuedAt = _clock.GetUtcNow(), ExpiresAt = _clock.GetUtcNow().AddHours(2) },
                },
            },
            _clock);
        var events = new Mock<IEventRecorder>();
        using var telemetry = new ManagerTelemetry();
        var client = Mock.Of<IKubernetesClient>();
        var aftermath = new Aftermath(
            Mock.Of<ICredentialHandover>(), [Mock.Of<ICredentialIssuer>(issuer => issuer.Serves("salesforce/org"))], new RunImage(client, Mock.Of<IReferences>(), new ManagerOptions()),
            new RunFollower(client, Mock.Of<ICache<Pod>>(), new PodRelease(client)), new PodRelease(client), null!, new ManagerOptions(), events.Object, telemetry);

        Assert.Null(await aftermath.ContinueAsync(work, default));

        Assert.Null(work.Status.Credential!.RevokedAt);
        var condition = Assert.Single(work.Conditions, condition => condition.Type == RequestConditions.CredentialRevoked);
        Assert.Equal(("False", "CredentialLost"), (condition.Status, condition.Reason));
        Assert.Contains("deploy@acme.example", condition.Message, StringComparison.Ordinal);
        events.Verify(recorder => recorder.Record(work.Request, EventType.Warning, "CredentialLost", It.IsAny<string>()), Times.Once());
    }

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
