using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using SegmentOperator.DevCluster;
using SegmentOperator.DevCluster.Faults;
using SegmentOperator.Kubernetes;

namespace SegmentOperator.Runtime.Tests.Hosting;

public sealed class ClusterHostTests : IAsyncLifetime
{
    private readonly string _file = Path.GetTempFileName();
    private EmbeddedCluster _cluster = null!;
    private ClusterConfiguration _configuration = null!;
    private KubernetesClient _client = null!;

    public async Task InitializeAsync()
    {
        _cluster = await EmbeddedCluster.StartAsync();
        await File.WriteAllTextAsync(_file, _cluster.AdminKubeconfig);
        _configuration = ClusterConfigurationLoader.Load(new() { Path = _file }, TimeProvider.System);
        _client = new(_configuration, TimeProvider.System);
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _cluster.DisposeAsync();
        File.Delete(_file);
    }

    [Fact]
    public async Task A_controller_makes_what_is_missing_repairs_it_reads_its_own_writes_and_tells()
    {
        using var host = Build("a");
        await host.StartAsync();
        await CreateAsync("one");
        await UntilAsync(async () => await _client.FindAsync<Secret>("one", "default", default) is not null);

        await _client.DeleteAsync<Secret>("one", "default", new(), default);
        await UntilAsync(async () => await _client.FindAsync<Secret>("one", "default", default) is not null);

        await UntilAsync(async () => (await _client.ListAsync<Event>(new() { Namespace = "default" }, default)).Items
            .Exists(value => value.Reason == "Made" && value.Regarding!.Name == "one"));
        Assert.Equal(0, host.Services.GetRequiredService<Tally>().StaleReads);
        await host.StopAsync().WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task A_storm_of_faults_ends_in_the_same_state_as_calm()
    {
        using var host = Build("a");
        await host.StartAsync();
        _cluster.Faults.Share(new(FaultKind.Drop, AfterEvents: 1), 0.15, 1);
        _cluster.Faults.Share(new(FaultKind.InternalError), 0.1, 1);
        _cluster.Faults.Share(new(FaultKind.Gone), 0.1, 1, "watch");
        _cluster.Faults.Share(new(FaultKind.Conflict), 0.1, 1);
        for (var i = 0; i < 20; i++)
        {
            var name = $"m{i}";
            await UntilAsync(async () => await TryAsync(() => CreateAsync(name)));
        }

        await Task.Delay(TimeSpan.FromMilliseconds(1000), TimeProvider.System);
        _cluster.Faults.Clear();

        await UntilAsync(async () => (await _client.ListAsync<Secret>(new() { Namespace = "default" }, default)).Items.Count >= 20);
        await host.StopAsync().WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task A_replica_that_ends_in_order_hands_over_within_two_seconds_and_the_other_never_wrote_before()
    {
        using var first = Build("first");
        await first.StartAsync();
        await UntilAsync(() => Task.FromResult(first.Services.GetRequiredService<ILeadership>().IsHeld));
        using var second = Build("second");
        await second.StartAsync();
        await CreateAsync("one");
        await UntilAsync(async () => await _client.FindAsync<Secret>("one", "default", default) is not null);
        Assert.Equal(0, second.Services.GetRequiredService<Tally>().Reconciles);
        var standby = second.Services.GetRequiredService<IKubernetesClient>();
        await Assert.ThrowsAsync<LeadershipLostException>(() => standby.DeleteAsync<Secret>("one", "default", new(), default));

        await first.StopAsync().WaitAsync(TimeSpan.FromSeconds(20));
        var since = TimeProvider.System.GetTimestamp();
        await UntilAsync(() => Task.FromResult(second.Services.GetRequiredService<ILeadership>().IsHeld));
        Assert.InRange(TimeProvider.System.GetElapsedTime(since).TotalSeconds, 0, 4);
        await UntilAsync(() => Task.FromResult(second.Services.GetRequiredService<Tally>().Reconciles > 0));

        var fenced = first.Services.GetRequiredService<IKubernetesClient>();
        await Assert.ThrowsAsync<LeadershipLostException>(() => fenced.DeleteAsync<Secret>("one", "default", new(), default));
        await second.StopAsync().WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task Who_cannot_read_does_not_stand_for_election()
    {
        _cluster.Faults.Share(new(FaultKind.InternalError), 1, 1, "list", "secrets");
        _cluster.Faults.Share(new(FaultKind.InternalError), 1, 1, "watch", "secrets");
        using var host = Build("a");
        await host.StartAsync();
        await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System);
        Assert.Null(await _client.FindAsync<Lease>("segment-operator", "default", default));

        _cluster.Faults.Clear();
        await UntilAsync(() => Task.FromResult(host.Services.GetRequiredService<ILeadership>().IsHeld));
        await host.StopAsync().WaitAsync(TimeSpan.FromSeconds(20));
    }

    private static async Task<bool> TryAsync(Func<Task> act)
    {
        try
        {
            await act();
            return true;
        }
        catch (KubernetesException error)
        {
            return error.IsAlreadyExists;
        }
        catch (KubernetesUnreachableException)
        {
            return false;
        }
    }

    private Task CreateAsync(string name) => _client.CreateAsync(
        new ConfigMap { Metadata = new() { Name = name, Namespace = "default", Labels = new() { ["test"] = "yes" } } }, new(), default);

    private IHost Build(string identity)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Services.AddSingleton(_configuration);
        builder.Services.AddSingleton<Tally>();
        builder.Services.AddControllerRuntime(options =>
        {
            options.LeaderElection.Identity = identity;
            options.InstanceName = identity;
        });
        builder.Services.AddController<Maker, ConfigMap>(controller => controller
            .Workers(4)
            .Cache(cache => cache.WithLabels("test=yes"))
            .Owns<Secret>());
        return builder.Build();
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        for (var i = 0; i < 4800; i++)
        {
            try
            {
                if (await condition())
                    return;
            }
            catch (Exception error) when (error is KubernetesException or KubernetesUnreachableException)
            {
                // A fault that hit the test itself.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(25), TimeProvider.System);
        }

        Assert.Fail("Not so within two minutes.");
    }

    public sealed class Tally
    {
        private int _reconciles;
        private int _stale;

        public int Reconciles => _reconciles;

        public int StaleReads => _stale;

        public void Reconciled() => Interlocked.Increment(ref _reconciles);

        public void Stale() => Interlocked.Increment(ref _stale);
    }

    /// <summary>For each ConfigMap a Secret of its name.</summary>
    public sealed class Maker(IKubernetesClient client, ICache<Secret> secrets, IEventRecorder events, Tally tally) : IEntityController<ConfigMap>
    {
        public async Task<ReconcileResult> ReconcileAsync(ConfigMap entity, CancellationToken cancellationToken)
        {
            tally.Reconciled();
            if (secrets.Get(ObjectKey.Of(entity)) is not null)
                return ReconcileResult.Done;
            var owner = new OwnerReference
            {
                ApiVersion = "v1",
                Kind = "ConfigMap",
                Name = entity.Metadata.Name!,
                Uid = entity.Metadata.Uid!,
                Controller = true,
            };
            var made = await client.ApplyAsync(
                new Secret { Metadata = new() { Name = entity.Metadata.Name, Namespace = "default", OwnerReferences = [owner] } },
                new() { FieldManager = "test", Force = true },
                cancellationToken);
            if (secrets.Get(ObjectKey.Of(entity))?.Metadata.Uid != made.Metadata.Uid)
                tally.Stale();
            events.Record(entity, EventType.Normal, "Made", "The secret was made.");
            return ReconcileResult.Done;
        }
    }
}
