using System.Text.Json.Nodes;
using Microsoft.Extensions.Hosting;
using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Kubernetes;
using SegmentOperator.Manager.Hosting;
using SegmentOperator.Stage;

namespace SegmentOperator.Manager.Clocks;

/// <summary>Red team: somebody sets the clock of the operator's machine by an hour while access is given.</summary>
public sealed class SteppedClockTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private readonly SettableClock _clock = new();
    private World _world = null!;
    private IHost _host = null!;

    [Fact]
    public async Task Clock_stepped_forward_by_an_hour_ends_no_access_early_and_gives_none()
    {
        var grant = await ActiveAsync("held", "25s");
        _clock.Offset = TimeSpan.FromHours(1);
        await AskAsync("asked-meanwhile", "5s");
        var waiting = await IsAsync("asked-meanwhile", status => status.Reason == "ClockStepped");
        Assert.Equal((GrantPhase.Pending, null), (waiting.Status!.Phase, waiting.Status.ActivatedAt));
        await TouchAsync("held");
        await Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System);
        Assert.NotNull(await BindingAsync(grant));
        _clock.Offset = TimeSpan.Zero;
        await IsAsync("asked-meanwhile", status => status.Phase == GrantPhase.Active);
        await EndsOnTimeAsync(grant);
    }

    [Fact]
    public async Task Clock_stepped_back_by_an_hour_keeps_no_access()
    {
        var grant = await OldAsync("held", "6s");
        _clock.Offset = -TimeSpan.FromHours(1);
        await EndsOnTimeAsync(grant);
    }

    [Fact]
    public async Task Were_there_no_clock_that_nobody_can_set_a_step_forward_would_end_access_early()
    {
        var grant = await ActiveAsync("held", "10m");
        (_clock.SetsAll, _clock.Offset) = (true, TimeSpan.FromHours(1));
        await TouchAsync("held");
        await IsAsync("held", status => status.Phase == GrantPhase.Expired);
        Assert.True(TimeProvider.System.GetUtcNow() < grant.Status!.ExpiresAt);
        Assert.Null(await BindingAsync(grant));
    }

    [Fact]
    public async Task Were_there_no_clock_that_nobody_can_set_a_step_back_would_keep_access()
    {
        var grant = await OldAsync("held", "4s");
        (_clock.SetsAll, _clock.Offset) = (true, -TimeSpan.FromHours(1));
        await Task.Delay(TimeSpan.FromSeconds(8), TimeProvider.System);
        await TouchAsync("held");
        await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System);
        Assert.NotNull(await BindingAsync(grant));
    }

    [Fact]
    public async Task Clock_set_back_while_the_operator_was_down_keeps_no_access_that_began_after_that_hour()
    {
        var grant = await ActiveAsync("held", "30m");
        await _host.StopAsync();
        _host.Dispose();
        _clock.Offset = -TimeSpan.FromHours(1);
        await StartAsync();
        var ended = await IsAsync("held", status => status.Phase == GrantPhase.Revoked);
        Assert.Equal("ClockSetBack", ended.Status!.Reason);
        Assert.Null(await BindingAsync(grant));
    }

    public async Task InitializeAsync()
    {
        _world = await World.StartAsync(new WorldOptions { Directory = Directory.CreateTempSubdirectory("clock-").FullName });
        await StartAsync();
        await _world.Admin.ApplyYamlAsync(WorldManifests.Segment(_world, "finance", _world.FinanceKey.PublicKeyPem, "Finance production"));
        await _world.UntilAsync<Segment>("finance", null, segment => segment.Status?.Conditions.Any(condition => condition is { Type: "Ready", Status: "True" }) == true, _ => "not Ready", Patience);
    }

    public async Task DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
        await _world.DisposeAsync();
        Directory.Delete(_world.Directory, recursive: true);
    }

    private async Task StartAsync()
    {
        var options = new ManagerOptions { Namespace = World.OperatorNamespace, LeaderElect = false, BindAddress = "127.0.0.1:0", LogLevel = Microsoft.Extensions.Logging.LogLevel.Error };
        var configuration = ClusterConfigurationLoader.Load(new KubeconfigOptions { Path = Path.Combine(_world.Directory, "operator.kubeconfig") }, TimeProvider.System);
        _host = ManagerHost.Build(options, _clock, fence => new KubernetesClient(configuration, TimeProvider.System, fence));
        await _host.StartAsync();
    }

    private Task AskAsync(string name, string duration) => _world.As("alice").ApplyYamlAsync(WorldManifests.Grant(name, "finance", duration));

    private async Task<AccessGrant> ActiveAsync(string name, string duration)
    {
        await AskAsync(name, duration);
        return await IsAsync(name, status => status is { Phase: GrantPhase.Active, Bindings.Count: 1 });
    }

    /// <summary>One that began two hours ago: that it began in the future does not give a step of one hour away.</summary>
    private async Task<AccessGrant> OldAsync(string name, string duration)
    {
        await ActiveAsync(name, duration);
        using var own = new KubernetesClient(ClusterConfigurationLoader.Load(new KubeconfigOptions { Path = Path.Combine(_world.Directory, "operator.kubeconfig") }, TimeProvider.System), TimeProvider.System);
        var began = TimeProvider.System.GetUtcNow().AddHours(-2);
        await own.PatchAsync<AccessGrant>(name, World.TeamNamespace, Patch.Merge(new JsonObject { ["status"] = new JsonObject { ["activatedAt"] = $"{began:yyyy-MM-ddTHH:mm:ss.fffZ}" } }), new PatchOptions { FieldManager = "segment-operator", Subresource = "status" }, default);
        return await IsAsync(name, status => status.ActivatedAt < began.AddSeconds(1));
    }

    /// <summary>Deadlines of the wall clock are looked at anew within a moment of any event: this is one.</summary>
    private Task TouchAsync(string name) => _world.Admin.PatchAsync<AccessGrant>(
        name, World.TeamNamespace, Patch.Merge(new JsonObject { ["metadata"] = new JsonObject { ["labels"] = new JsonObject { ["looked"] = "at" } } }), new PatchOptions { FieldManager = "test" }, default);

    private async Task EndsOnTimeAsync(AccessGrant grant)
    {
        var end = grant.Status!.ExpiresAt!.Value;
        while (await BindingAsync(grant) is not null)
        {
            Assert.True(TimeProvider.System.GetUtcNow() < end.AddSeconds(5), "the access outlived its end");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }

        Assert.True(TimeProvider.System.GetUtcNow() >= end, "the access ended early");
        Assert.Equal("Expired", (await IsAsync(grant.Metadata.Name!, status => status.Phase == GrantPhase.Expired)).Status!.Reason);
    }

    private Task<RoleBinding?> BindingAsync(AccessGrant grant) => _world.Admin.FindAsync<RoleBinding>($"grant-{grant.Metadata.Uid}", "segment-finance", default);

    private Task<AccessGrant> IsAsync(string name, Func<AccessGrantStatus, bool> condition) =>
        _world.UntilAsync<AccessGrant>(name, World.TeamNamespace, grant => grant.Status is { } status && condition(status), grant => $"{grant.Status?.Phase} ({grant.Status?.Reason}) {grant.Status?.Message}", Patience);

    /// <summary>The machine's clock, which an administrator, or an attacker, may set; time goes on all the same.</summary>
    private sealed class SettableClock : TimeProvider
    {
        private long _offset;

        public TimeSpan Offset
        {
            get => TimeSpan.FromTicks(Volatile.Read(ref _offset));
            set => Volatile.Write(ref _offset, value.Ticks);
        }

        /// <summary>The control taken out: the clock that nobody can set is set along with the other.</summary>
        public bool SetsAll { get; set; }

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Offset;

        public override long GetTimestamp() => System.GetTimestamp() + (SetsAll ? (long)(Offset.TotalSeconds * TimestampFrequency) : 0);
    }
}
