using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Kubernetes;
using SegmentOperator.Manager.Hosting;
using SegmentOperator.Signing;
using SegmentOperator.Stage;
using Xunit.Abstractions;

namespace SegmentOperator.Manager.Crashes;

/// <summary>Promise 4: one request starts at most one run, wherever the operator is killed (decision 0002).</summary>
public sealed class AtMostOnceTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Killed_at_any_write_a_request_still_runs_once_and_ends_and_leaves_no_credential(bool afterSending)
    {
        await using var world = await World.StartAsync(new WorldOptions { Directory = Directory.CreateTempSubdirectory("at-most-once-").FullName, DeployDuration = TimeSpan.FromMilliseconds(50) });
        var files = PackageFile.FromFolder(Path.Combine(Checkout.Root, "tests", "Packages", "revenue"));
        await world.Admin.ApplyYamlAsync(WorldManifests.Segment(world, "finance", world.FinanceKey.PublicKeyPem, "Finance production"));
        await RunOperatorAsync(world, null, async () => await world.UntilAsync<Segment>("finance", null, segment => segment.Status?.Conditions.Any(condition => condition is { Type: "Ready", Status: "True" }) == true, _ => "not Ready", Patience));
        var artifact = await world.PushAsync("sf/finance/revenue", "1", files, world.FinanceKey);

        var points = new List<string>();
        for (var write = 1; write <= 40; write++)
        {
            var (crash, name, before) = (new CrashPoint(write, afterSending), $"request-{write}", world.Org.Org.Deployments.Count);
            await world.As("alice").ApplyYamlAsync(WorldManifests.Request(name, "finance", artifact));
            await RunOperatorAsync(world, crash, () => Task.WhenAny(crash.Crashed.Task, CleanAsync(world, name)));
            if (crash.Crashed.Task.IsCompleted)
                await RunOperatorAsync(world, null, () => CleanAsync(world, name));

            var ended = await world.Admin.GetAsync<DeploymentRequest>(name, World.TeamNamespace, default);
            Assert.True(ended.Status!.Phase == DeploymentPhase.Succeeded, $"killed at {write}: {World.Describe(ended)}");
            Assert.Equal(1, world.Org.Org.Deployments.Count - before);
            Assert.True(ended.Status.Credential is { Subject: not null, IssuedAt: not null, RevokedAt: not null }, $"killed at {write}: {ended.Status.Credential}");
            Assert.Null(await world.Admin.FindAsync<Secret>($"run-{ended.Metadata.Uid}", "segment-finance", default));
            if (!crash.Crashed.Task.IsCompleted)
                break;
            points.Add($"{write}: {await crash.Crashed.Task}");
        }

        output.WriteLine(string.Join('\n', points));
        Assert.InRange(points.Count, 8, 39);
    }

    private static async Task CleanAsync(World world, string name) =>
        await world.UntilAsync<DeploymentRequest>(name, World.TeamNamespace, request => request.Status is { Phase: { } phase, Credential.SecretRemovedAt: not null } && phase.IsTerminal(), World.Describe, Patience);

    private static async Task RunOperatorAsync(World world, CrashPoint? crash, Func<Task> until)
    {
        var options = new ManagerOptions
        {
            Namespace = World.OperatorNamespace,
            LeaderElect = false,
            BindAddress = "127.0.0.1:0",
            PlainHttpRegistries = [world.Registry.Host],
            LogLevel = Microsoft.Extensions.Logging.LogLevel.Error,
        };
        var configuration = ClusterConfigurationLoader.Load(new KubeconfigOptions { Path = Path.Combine(world.Directory, "operator.kubeconfig") }, TimeProvider.System);
        using var host = ManagerHost.Build(options, TimeProvider.System, fence =>
        {
            var client = new KubernetesClient(configuration, TimeProvider.System, fence);
            return crash is null ? client : new CrashingClient(client, crash);
        });
        await host.StartAsync();
        await until();
        using var now = new CancellationTokenSource(TimeSpan.FromSeconds(5), TimeProvider.System);
        await host.StopAsync(now.Token);
    }
}
