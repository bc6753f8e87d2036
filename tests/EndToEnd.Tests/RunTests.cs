using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.DevCluster.Faults;
using SegmentOperator.EndToEnd.Governance;
using SegmentOperator.Kubernetes;
using SegmentOperator.Stage;

namespace SegmentOperator.EndToEnd;

[Collection(ProductionCollection.Name)]
public sealed class RunTests(Production production)
{
    [Fact]
    public async Task The_pod_of_a_run_holds_nothing_but_its_own_Secret()
    {
        var name = await production.RequestAsync(await production.PackageAsync("pod"));
        var running = await production.RequestIsAsync(name, status => status.Run?.PodUid is not null);
        var pod = await production.World.Admin.GetAsync<Pod>($"run-{running.Metadata.Uid}", "segment-finance", default);
        var container = Assert.Single(pod.Spec!.Containers!);
        Assert.Equal((false, true, "RuntimeDefault"), (pod.Spec.AutomountServiceAccountToken, pod.Spec.SecurityContext!.RunAsNonRoot, pod.Spec.SecurityContext.SeccompProfile!.Type));
        Assert.Equal((false, true), (container.SecurityContext!.AllowPrivilegeEscalation, container.SecurityContext.ReadOnlyRootFilesystem));
        Assert.Equal(["ALL"], container.SecurityContext.Capabilities!.Drop!);
        Assert.Equal([pod.Metadata.Name], pod.Spec.Volumes!.Select(volume => volume.Secret?.SecretName).OfType<string>());
        Assert.DoesNotContain(pod.Spec.Volumes!, volume => volume.Projected is not null);
        Assert.NotNull(pod.Spec.ActiveDeadlineSeconds);
        await production.EndedAsync(name);
    }

    [DevClusterFact]
    public async Task A_token_appears_in_no_status_event_log_or_argument()
    {
        var name = await production.RequestAsync(await production.PackageAsync("secrets"));
        var running = await production.RequestIsAsync(name, status => status.Phase == DeploymentPhase.Running);
        var secret = await production.World.Admin.GetAsync<Secret>($"run-{running.Metadata.Uid}", "segment-finance", default);
        Assert.True(secret.Immutable);
        var token = Encoding.UTF8.GetString(Convert.FromBase64String(secret.Data!["access-token"]));
        Assert.True(production.World.Org.IsTokenActive(token));
        var ended = await production.RequestIsAsync(name, status => status.Credential?.SecretRemovedAt is not null);
        Assert.False(production.World.Org.IsTokenActive(token));
        var pod = await production.World.Admin.GetAsync<Pod>(secret.Metadata.Name!, "segment-finance", default);
        string[] places =
        [
            JsonSerializer.Serialize(ended, DeploymentRequest.ResourceType.Json),
            JsonSerializer.Serialize(pod, Pod.ResourceType.Json),
            string.Join('\n', await production.EventsOfAsync(ended)),
            string.Join('\n', await production.EventsOfAsync(pod)),
            await production.World.Admin.GetPodLogAsync(pod.Metadata.Name!, "segment-finance", new PodLogOptions(), default),
            await File.ReadAllTextAsync(production.World.Operator!.LogFile),
        ];
        Assert.All(places, place => Assert.DoesNotContain(token, place, StringComparison.Ordinal));
        Assert.NotEqual(0, places[4].Length);
    }

    [DevClusterFact]
    public async Task A_start_that_is_interrupted_after_it_claimed_the_target_leaves_nothing_untold()
    {
        var artifact = await production.PackageAsync("interrupted");
        using var broken = production.World.Cluster.Faults.Once(new Fault(FaultKind.InternalError), new FaultTarget("create", "pods", Namespace: "segment-finance"), times: 2);
        var ended = await production.EndedAsync(await production.RequestAsync(artifact));
        Assert.True(ended.Status!.Phase == DeploymentPhase.Succeeded, World.Describe(ended));
        foreach (var start in (string[])["Normal Verified:", "Normal Starting:", "Normal Succeeded:"])
            await production.ToldAsync(ended, start);
    }

    [Fact]
    public async Task Whoever_has_to_wait_for_people_after_the_target_was_claimed_gives_it_to_the_next()
    {
        var name = production.Name("late");
        var manifest = production.Segment(name, name).Replace("name: finance-org", $"name: {name}", StringComparison.Ordinal);
        await production.World.Admin.ApplyYamlAsync(manifest);
        await production.ReadyAsync(name);
        var artifact = await production.World.PushAsync($"sf/{name}/revenue", "1", production.Revenue, production.World.FinanceKey);
        var request = await production.RequestAsync(artifact, name);
        await production.RequestIsAsync(request, status => status is { Phase: DeploymentPhase.Starting, Reason: "PrivateKeyMissing" });

        await production.World.Admin.ApplyYamlAsync(manifest + People.TwoRoles);
        var waiting = await production.RequestIsAsync(request, status => status.Phase == DeploymentPhase.AwaitingApproval);
        Assert.Null(waiting.Status!.Run);
        await production.SucceededAsync(await production.RequestAsync(await production.PackageAsync("next")));

        var key = await production.World.Admin.GetAsync<Secret>("finance-org", World.OperatorNamespace, default);
        await production.World.Admin.CreateAsync(new Secret { Metadata = new() { Name = name, Namespace = World.OperatorNamespace }, Data = key.Data }, new CreateOptions(), default);
        await production.DecideAsync("carol", waiting, "manager");
        await production.DecideAsync("dave", waiting, "security");
        await production.SucceededAsync(request);
    }

    [Fact]
    public async Task Two_requests_for_one_org_run_one_after_the_other()
    {
        var first = await production.RequestAsync(await production.PackageAsync("first"));
        var second = await production.RequestAsync(await production.PackageAsync("second"));
        var (one, two) = (await production.EndedAsync(first), await production.EndedAsync(second));
        var (earlier, later) = one.Status!.Run!.ClaimedAt < two.Status!.Run!.ClaimedAt ? (one, two) : (two, one);
        Assert.True(earlier.Status!.Run!.FinishedAt <= later.Status!.Run!.ClaimedAt!.Value.AddSeconds(1), $"{earlier.Status.Run.FinishedAt:o} and {later.Status.Run.ClaimedAt:o}");
    }

    [Fact]
    public async Task A_token_endpoint_that_refuses_ends_the_request_with_the_orgs_own_words()
    {
        production.BreakOrg(new("/services/oauth2/token") { Status = 400, Body = """{"error":"invalid_grant","error_description":"user hasn't approved this consumer"}""", Times = 1000 });
        var ended = await production.EndedAsync(await production.RequestAsync(await production.PackageAsync("refused-token")));
        production.MendOrg();
        Assert.Equal((DeploymentPhase.Failed, "CredentialRefused"), (ended.Status!.Phase, ended.Status.Reason));
        Assert.Contains("user hasn't approved this consumer", ended.Status.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_private_key_that_is_missing_is_waited_for()
    {
        var secret = await production.World.Admin.GetAsync<Secret>("finance-org", World.OperatorNamespace, default);
        await production.World.Admin.DeleteAsync<Secret>("finance-org", World.OperatorNamespace, new DeleteOptions(), default);
        var name = await production.RequestAsync(await production.PackageAsync("no-key"));
        var waiting = await production.RequestIsAsync(name, status => status.Reason == "PrivateKeyMissing");
        Assert.Contains("segment-system/finance-org", waiting.Status!.Message, StringComparison.Ordinal);
        await production.World.Admin.CreateAsync(new Secret { Metadata = new() { Name = "finance-org", Namespace = World.OperatorNamespace }, Data = secret.Data }, new CreateOptions(), default);
        await production.SucceededAsync(name);
    }

    [Theory]
    [InlineData(true, DeploymentPhase.Failed, "CredentialRefused", "invalid_grant")]
    [InlineData(false, DeploymentPhase.Starting, "PrivateKeyInvalid", "no unencrypted RSA private key in PEM")]
    public async Task A_private_key_that_is_wrong_is_told_from_one_that_is_none(bool isKey, DeploymentPhase phase, string reason, string words)
    {
        using var other = RSA.Create(2048);
        var name = production.Name("wrong-key");
        await production.World.Admin.CreateAsync(
            new Secret
            {
                Metadata = new() { Name = name, Namespace = World.OperatorNamespace },
                Data = new(StringComparer.Ordinal) { ["private-key"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(isKey ? other.ExportPkcs8PrivateKeyPem() : "not a key")) },
            },
            new CreateOptions(),
            default);
        await SegmentAsync(name, yaml => yaml.Replace("name: finance-org", $"name: {name}", StringComparison.Ordinal));
        var request = await production.RequestAsync(await production.World.PushAsync($"sf/{name}/revenue", "1", production.Revenue, production.World.FinanceKey), name);
        var answered = await production.RequestIsAsync(request, status => status.Reason == reason);
        Assert.Equal(phase, answered.Status!.Phase);
        Assert.Contains(words, answered.Status.Message, StringComparison.Ordinal);
        Assert.Null(await production.World.Admin.FindAsync<Pod>($"run-{answered.Metadata.Uid}", $"segment-{name}", default));
        // A request that waits holds its org's turn.
        await production.World.Admin.DeleteAsync<DeploymentRequest>(request, World.TeamNamespace, new DeleteOptions(), default);
    }

    [Fact]
    public async Task A_run_past_its_deadline_is_cancelled_in_the_org_and_fails()
    {
        var name = production.Name("deadline");
        await SegmentAsync(name, yaml => yaml.Replace("timeout: 5m", "timeout: 6s", StringComparison.Ordinal));
        var artifact = await production.World.PushAsync($"sf/{name}/revenue", "1", production.Revenue, production.World.FinanceKey);
        var usual = production.World.Org.Org.DeployDuration;
        production.World.Org.Org.DeployDuration = TimeSpan.FromMinutes(1);
        try
        {
            var request = await production.RequestAsync(artifact, name);
            var ended = await production.RequestIsAsync(request, status => status.Credential?.SecretRemovedAt is not null);
            Assert.Equal((DeploymentPhase.Failed, "DeadlineExceeded"), (ended.Status!.Phase, ended.Status.Reason));
            Assert.NotNull(ended.Status.Credential!.RevokedAt);
            Assert.Equal("Canceled", production.World.Org.Org.Deployments[^1].Status);
        }
        finally
        {
            production.World.Org.Org.DeployDuration = usual;
        }
    }

    [Fact]
    public async Task An_evicted_pod_fails_the_request_and_its_credential_is_revoked()
    {
        production.BreakOrg(new("/services/data/v62.0/metadata/deployRequest") { Method = "POST", Delay = TimeSpan.FromSeconds(20) });
        var name = await production.RequestAsync(await production.PackageAsync("evicted"));
        var running = await production.RequestIsAsync(name, status => status.Phase == DeploymentPhase.Running);
        await production.World.Cluster.Node!.EvictAsync("segment-finance", $"run-{running.Metadata.Uid}");
        var ended = await production.RequestIsAsync(name, status => status.Credential?.RevokedAt is not null);
        Assert.Equal((DeploymentPhase.Failed, "PodEvicted"), (ended.Status!.Phase, ended.Status.Reason));
        production.World.Org.Faults.Clear();
    }

    /// <summary>Red team: whoever may delete Secrets keeps a token alive, and a namespace that is deleted takes them all.</summary>
    [Fact]
    public async Task A_Secret_that_somebody_deletes_under_a_run_stays_until_its_token_is_revoked()
    {
        production.BreakOrg(new("/services/data/v62.0/metadata/deployRequest") { Method = "POST", Delay = TimeSpan.FromSeconds(3) });
        var name = await production.RequestAsync(await production.PackageAsync("torn"));
        var running = await production.RequestIsAsync(name, status => status.Phase == DeploymentPhase.Running);
        var run = $"run-{running.Metadata.Uid}";
        var secret = await production.World.Admin.GetAsync<Secret>(run, "segment-finance", default);
        var token = Encoding.UTF8.GetString(Convert.FromBase64String(secret.Data!["access-token"]));

        await production.World.Admin.DeleteAsync<Secret>(run, "segment-finance", new DeleteOptions(), default);
        Assert.NotNull(await production.World.Admin.FindAsync<Secret>(run, "segment-finance", default));

        var ended = await production.RequestIsAsync(name, status => status.Credential?.SecretRemovedAt is not null);
        Assert.NotNull(ended.Status!.Credential!.RevokedAt);
        Assert.False(production.World.Org.IsTokenActive(token));
        Assert.Null(await production.World.Admin.FindAsync<Secret>(run, "segment-finance", default));
        production.World.Org.Faults.Clear();
    }

    [Fact]
    public async Task A_deleted_request_stops_its_run_before_it_goes()
    {
        production.BreakOrg(new("/services/data/v62.0/metadata/deployRequest") { Method = "POST", Delay = TimeSpan.FromSeconds(20) });
        var name = await production.RequestAsync(await production.PackageAsync("deleted"));
        var running = await production.RequestIsAsync(name, status => status.Phase == DeploymentPhase.Running);
        await production.World.Admin.DeleteAsync<DeploymentRequest>(name, World.TeamNamespace, new DeleteOptions(), default);
        await WaitUntilAsync(async () => await production.World.Admin.FindAsync<DeploymentRequest>(name, World.TeamNamespace, default) is null);
        Assert.Null(await production.World.Admin.FindAsync<Secret>($"run-{running.Metadata.Uid}", "segment-finance", default));
        await WaitUntilAsync(async () => await production.World.Admin.FindAsync<Pod>($"run-{running.Metadata.Uid}", "segment-finance", default) is null);
        production.World.Org.Faults.Clear();
    }

    [Fact]
    public async Task A_spec_cannot_be_edited_after_creation()
    {
        var name = await production.RequestAsync($"{production.World.Registry.Host}/sf/finance/revenue:never-pushed");
        var patch = Patch.Merge(new System.Text.Json.Nodes.JsonObject { ["spec"] = new System.Text.Json.Nodes.JsonObject { ["ticket"] = "CHG-9" } });
        var refusal = await Assert.ThrowsAsync<KubernetesException>(() => production.World.Admin.PatchAsync<DeploymentRequest>(name, World.TeamNamespace, patch, new PatchOptions(), default));
        Assert.Contains("create a new DeploymentRequest instead", refusal.Message, StringComparison.Ordinal);
    }

    private async Task SegmentAsync(string name, Func<string, string> change)
    {
        await production.World.Admin.ApplyYamlAsync(change(production.Segment(name, name)));
        await production.ReadyAsync(name);
    }

    private static async Task WaitUntilAsync(Func<Task<bool>> condition)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < Production.Patience, "it did not come that far in time");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }
    }
}
