using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.EndToEnd.Leadership;
using SegmentOperator.Kubernetes;
using SegmentOperator.Stage;

namespace SegmentOperator.EndToEnd.RedTeam;

/// <summary>A world whose operator each test starts, hinders and ends as it likes.</summary>
public sealed class EndOfAccess : IAsyncLifetime
{
    private int _number;

    public World World { get; private set; } = null!;

    public IKubernetesClient Admin => World.Admin;

    /// <summary>The operator's own credential: what an attack that got hold of it, and a test that prepares something, write with.</summary>
    public IKubernetesClient Stolen { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        // The tests of a given cluster share one world, and all of these are left out there.
        if (StageCluster.Given is not null)
            return;
        World = await World.StartAsync(new WorldOptions { Directory = Directory.CreateTempSubdirectory("end-of-access-").FullName });
        Stolen = new KubernetesClient(ClusterConfigurationLoader.Load(new KubeconfigOptions { Path = Path.Combine(World.Directory, "operator.kubeconfig") }, TimeProvider.System), TimeProvider.System);
        await using var process = World.StartOperator("--leader-elect", "false");
        await process.WaitUntilReadyAsync(Production.Patience);
        await World.Admin.ApplyYamlAsync(WorldManifests.Segment(World, "finance", World.FinanceKey.PublicKeyPem, "Finance production"));
        await World.UntilAsync<Segment>("finance", null, segment => segment.Status?.Conditions.Any(condition => condition is { Type: "Ready", Status: "True" }) == true, _ => "not Ready", Production.Patience);
        await process.StopAsync();
    }

    public async Task DisposeAsync()
    {
        if (World is null)
            return;
        (Stolen as IDisposable)?.Dispose();
        await World.DisposeAsync();
        Directory.Delete(World.Directory, recursive: true);
    }

    public string Name(string prefix) => $"{prefix}-{Interlocked.Increment(ref _number)}";

    /// <summary>An operator behind a way of its own to the API server.</summary>
    internal async Task<(OperatorProcess Process, ApiProxy Api)> BehindProxyAsync()
    {
        var token = (await World.Admin.CreateTokenAsync("segment-operator", World.OperatorNamespace, new TokenRequest { Spec = new() { ExpirationSeconds = 3600 } }, default)).Status!.Token;
        var api = await ApiProxy.StartAsync("hindered", World.Cluster.Address, World.Cluster.AuthorityPem, new CallLog());
        var kubeconfig = Path.Combine(World.Directory, "hindered.kubeconfig");
        await File.WriteAllTextAsync(kubeconfig, api.Kubeconfig(token));
        var process = OperatorProcess.Start(
            ["--kubeconfig", kubeconfig, "--identity", "hindered", "--namespace", World.OperatorNamespace, "--leader-elect", "false", "--log-format", "text"], Path.Combine(World.Directory, "hindered.log"));
        await process.WaitUntilReadyAsync(Production.Patience);
        return (process, api);
    }

    public async Task<AccessGrant> ActiveAsync(string duration, string? name = null)
    {
        name ??= Name("grant");
        await World.As("alice").ApplyYamlAsync(WorldManifests.Grant(name, "finance", duration));
        return await IsAsync(name, status => status is { Phase: GrantPhase.Active, Bindings.Count: 1 });
    }

    public Task<AccessGrant> IsAsync(string name, Func<AccessGrantStatus, bool> condition) =>
        World.UntilAsync<AccessGrant>(name, World.TeamNamespace, grant => grant.Status is { } status && condition(status), grant => $"{grant.Status?.Phase} ({grant.Status?.Reason}) {grant.Status?.Message}", Production.Patience);

    public Task<RoleBinding?> BindingAsync(AccessGrant grant) => Admin.FindAsync<RoleBinding>(BindingOf(grant), "segment-finance", default);

    public static string BindingOf(AccessGrant grant) => $"grant-{grant.Metadata.Uid}";

    /// <summary>Waits until the grant's binding is gone.</summary>
    /// <returns>When that was.</returns>
    public async Task<DateTimeOffset> GoneAsync(AccessGrant grant)
    {
        for (var begun = TimeProvider.System.GetTimestamp(); await BindingAsync(grant) is not null;)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(begun) < Production.Patience, $"the binding of {grant.Metadata.Name} is still there");
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        }

        return TimeProvider.System.GetUtcNow();
    }

    public static Task UntilAsync(DateTimeOffset time) =>
        time - TimeProvider.System.GetUtcNow() is var left && left > TimeSpan.Zero ? Task.Delay(left, TimeProvider.System) : Task.CompletedTask;
}
