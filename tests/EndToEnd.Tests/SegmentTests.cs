using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.EndToEnd.Governance;
using SegmentOperator.Kubernetes;
using SegmentOperator.Stage;

namespace SegmentOperator.EndToEnd;

[Collection(ProductionCollection.Name)]
public sealed class SegmentTests(Production production)
{
    [Fact]
    public async Task Drift_in_the_isolation_namespace_is_repaired_and_told()
    {
        var segment = await production.ReadyAsync("finance");
        await production.World.Admin.DeleteAsync<NetworkPolicy>("segment-default-deny", "segment-finance", new DeleteOptions(), default);
        await production.World.UntilAsync<NetworkPolicy>("segment-default-deny", "segment-finance", policy => policy.Metadata.DeletionTimestamp is null, _ => "", Production.Patience);
        await production.World.Admin.CreateAsync(
            new NetworkPolicy { Metadata = new() { Name = "open-all", Namespace = "segment-finance" }, Spec = new() { PolicyTypes = ["Egress"], Egress = [new()] } }, new CreateOptions(), default);
        var started = TimeProvider.System.GetTimestamp();
        while (await production.World.Admin.FindAsync<NetworkPolicy>("open-all", "segment-finance", default) is not null)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < Production.Patience, "the foreign policy is still there");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }

        await Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System);
        await production.ToldAsync(segment, "DriftRepaired");
    }

    [Fact]
    public async Task A_key_that_cannot_be_parsed_keeps_the_segment_from_Ready_and_its_requests_waiting()
    {
        var name = production.Name("bad-key");
        await production.World.Admin.ApplyYamlAsync(production.Segment(name, "Bad key", "-----BEGIN PUBLIC KEY-----\nbm8ga2V5\n-----END PUBLIC KEY-----"));
        var segment = await production.SegmentIsAsync(name, "Ready", "False");
        var ready = segment.Status!.Conditions.First(condition => condition.Type == "Ready");
        Assert.Equal("AuthorityInvalid", ready.Reason);
        Assert.Contains("'release'", ready.Message, StringComparison.Ordinal);
        var request = await production.RequestAsync($"{production.World.Registry.Host}/sf/{name}/x:1", name);
        var waiting = await production.RequestIsAsync(request, status => status.Reason == "SegmentNotReady");
        Assert.Equal(DeploymentPhase.Pending, waiting.Status!.Phase);
        await production.World.Admin.DeleteAsync<DeploymentRequest>(request, World.TeamNamespace, new DeleteOptions(), default);
        await production.World.Admin.DeleteAsync<Segment>(name, null, new DeleteOptions(), default);
    }

    [Fact]
    public async Task A_sandbox_is_looked_at_again_when_its_production_comes_changes_and_goes()
    {
        var (sandbox, name) = (production.Name("sandbox"), production.Name("origin"));
        await production.World.Admin.ApplyYamlAsync(production.Segment(sandbox, "Sandbox").Replace("environment: Production", $"environment: Sandbox\n  sandboxOf: {name}", StringComparison.Ordinal));
        await IsNotReadyAsync("ProductionSegmentMissing");
        await production.World.Admin.ApplyYamlAsync(production.Segment(name, "Origin"));
        await production.ReadyAsync(sandbox);
        await production.World.Admin.ApplyYamlAsync(production.Segment(name, "Origin").Replace("[GDPR]", "[GDPR, Internal]", StringComparison.Ordinal));
        await IsNotReadyAsync("SandboxBelowProduction");
        await production.World.Admin.DeleteAsync<Segment>(name, null, new DeleteOptions(), default);
        await IsNotReadyAsync("ProductionSegmentMissing");
        await production.World.Admin.DeleteAsync<Segment>(sandbox, null, new DeleteOptions(), default);

        Task<Segment> IsNotReadyAsync(string reason) => production.World.UntilAsync<Segment>(
            sandbox, null, segment => segment.Status?.Conditions.Any(condition => condition is { Type: "Ready", Status: "False" } && condition.Reason == reason) == true, segment => $"not {reason}", Production.Patience);
    }

    [Fact]
    public async Task A_posture_below_what_the_frameworks_demand_is_refused()
    {
        var yaml = production.Segment(production.Name("low"), "Low").Replace("[GDPR]", "[SOX]", StringComparison.Ordinal);
        var refusal = await Assert.ThrowsAsync<KubernetesException>(() => production.World.Admin.ApplyYamlAsync(yaml));
        Assert.Contains("demand the posture Strict", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_Strict_segment_lets_nothing_happen_without_approval()
    {
        var name = production.Name("strict");
        var yaml = production.Segment(name, "Strict").Replace("posture: Standard", "posture: Strict", StringComparison.Ordinal);
        await production.World.Admin.ApplyYamlAsync(yaml);
        Assert.Equal("30m", (await production.ReadyAsync(name)).Status!.SessionTimeout);
        var artifact = await production.World.PushAsync($"sf/{name}/revenue", "1", production.Revenue, production.World.FinanceKey);
        var request = await production.RequestAsync(artifact, name);
        Assert.Equal("AwaitingApproval", (await production.RequestIsAsync(request, status => status.Phase == DeploymentPhase.AwaitingApproval)).Status!.Reason);
        var grant = production.Name("strict-grant");
        await production.Alice.ApplyYamlAsync(WorldManifests.Grant(grant, name, "1m"));
        Assert.Null((await production.GrantIsAsync(grant, status => status.Phase == GrantPhase.AwaitingApproval)).Status!.ActivatedAt);
    }

    [Fact]
    public async Task Names_at_their_limits_work_and_beyond_them_are_refused()
    {
        var longest = new string('s', Segment.MaxNameLength);
        await production.World.Admin.ApplyYamlAsync(production.Segment(longest, "Longest"));
        Assert.Equal($"segment-{longest}", (await production.ReadyAsync(longest)).Status!.Namespace);
        await Assert.ThrowsAsync<KubernetesException>(() => production.World.Admin.ApplyYamlAsync(production.Segment(longest + "s", "Too long")));
        var request = new string('r', 253);
        await production.Alice.ApplyYamlAsync(WorldManifests.Request(request, longest, await production.World.PushAsync($"sf/{longest}/revenue", "1", production.Revenue, production.World.FinanceKey)));
        await production.SucceededAsync(request);
    }

    [Fact]
    public async Task Deleting_a_segment_revokes_its_grants_and_removes_its_namespace()
    {
        var name = production.Name("short-lived");
        await production.World.Admin.ApplyYamlAsync(production.Segment(name, "Short-lived"));
        await production.ReadyAsync(name);
        var grant = production.Name("grant");
        await production.Alice.ApplyYamlAsync(WorldManifests.Grant(grant, name, "1h"));
        await production.GrantIsAsync(grant, status => status.Phase == GrantPhase.Active);
        await production.World.Admin.DeleteAsync<Segment>(name, null, new DeleteOptions(), default);
        var ended = await production.GrantIsAsync(grant, status => status.Phase == GrantPhase.Revoked);
        Assert.Equal("SegmentDeleted", ended.Status!.Reason);
        var started = TimeProvider.System.GetTimestamp();
        while (await production.World.Admin.FindAsync<Segment>(name, null, default) is not null || await production.World.Admin.FindAsync<Namespace>($"segment-{name}", null, default) is not null)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < Production.Patience, "the segment or its namespace is still there");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }
    }
}
