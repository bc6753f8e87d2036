using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using SegmentOperator.DevCluster;
using SegmentOperator.Kubernetes;
using SegmentOperator.TestSupport;

namespace SegmentOperator.Runtime.Tests.Hosting;

/// <summary>How a host ends while a reconcile is under way. Its time is virtual, the API server's is real.</summary>
public sealed class ShutdownTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly string _file = Path.GetTempFileName();
    private readonly ManualTimeProvider _time = new();
    private readonly Work _work = new();
    private EmbeddedCluster _cluster = null!;
    private KubernetesClient _client = null!;
    private IHost _host = null!;

    public async Task InitializeAsync()
    {
        _cluster = await EmbeddedCluster.StartAsync();
        await File.WriteAllTextAsync(_file, _cluster.AdminKubeconfig);
        _client = new(ClusterConfigurationLoader.Load(new() { Path = _file }, TimeProvider.System), TimeProvider.System);
        await _client.CreateAsync(new ConfigMap { Metadata = new() { Name = "one", Namespace = "default", Labels = new() { ["test"] = "yes" } } }, new(), default);
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Services.AddSingleton(ClusterConfigurationLoader.Load(new() { Path = _file }, _time));
        builder.Services.AddSingleton<TimeProvider>(_time);
        builder.Services.AddSingleton(_work);
        builder.Services.AddControllerRuntime(options =>
        {
            options.LeaderElection.Identity = "me";
            (options.LeaderElection.LeaseDuration, options.LeaderElection.RenewDeadline) = (TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(8));
        });
        builder.Services.AddController<Worker, ConfigMap>(controller => controller.Cache(cache => cache.WithLabels("test=yes")));
        _host = builder.Build();
        await _host.StartAsync();
        await _work.Begun.Task.WaitAsync(Patience, TimeProvider.System);
    }

    public async Task DisposeAsync()
    {
        _work.Ends.TrySetResult();
        _host.Dispose();
        _client.Dispose();
        await _cluster.DisposeAsync();
        File.Delete(_file);
    }

    [Fact]
    public async Task A_reconcile_that_does_not_end_holds_a_host_up_for_at_most_thirty_seconds_and_the_lease_is_not_given_back()
    {
        _work.IsDeaf = true;
        var stopping = _host.StopAsync();

        await PassAsync(30, () => stopping.IsCompleted);
        await stopping.WaitAsync(Patience, TimeProvider.System);

        Assert.Equal("me", (await LeaseAsync()).Spec!.HolderIdentity);
    }

    [Fact]
    public async Task A_reconcile_that_goes_on_is_told_to_end_after_ten_seconds_and_then_the_lease_is_given_back()
    {
        var stopping = _host.StopAsync();
        await PassAsync(9, () => false);
        Assert.False(_work.Told.Task.IsCompleted);

        await PassAsync(2, () => false);
        await _work.Told.Task.WaitAsync(Patience, TimeProvider.System);
        await stopping.WaitAsync(Patience, TimeProvider.System);
        Assert.Equal("", (await LeaseAsync()).Spec!.HolderIdentity ?? "");
    }

    [Fact]
    public async Task A_reconcile_that_ends_by_itself_is_waited_for()
    {
        var stopping = _host.StopAsync();
        await PassAsync(5, () => false);
        Assert.False(stopping.IsCompleted);
        _work.Ends.SetResult();

        await stopping.WaitAsync(Patience, TimeProvider.System);
        Assert.False(_work.Told.Task.IsCompleted);
        Assert.Equal("", (await LeaseAsync()).Spec!.HolderIdentity ?? "");
    }

    /// <summary>Virtual time goes on, in steps, with real time in between for what they wake.</summary>
    private async Task PassAsync(double seconds, Func<bool> isEnough)
    {
        for (var passed = 0.0; passed < seconds && !isEnough(); passed += 0.5)
        {
            _time.Advance(TimeSpan.FromSeconds(0.5));
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        }
    }

    private Task<Lease> LeaseAsync() => _client.GetAsync<Lease>("segment-operator", "default", default);

    public sealed class Work
    {
        public TaskCompletionSource Begun { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Ends { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Told { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Whether it takes no notice of being told to end.</summary>
        public bool IsDeaf { get; set; }
    }

    internal sealed class Worker(Work work) : IEntityController<ConfigMap>
    {
        public async Task<ReconcileResult> ReconcileAsync(ConfigMap entity, CancellationToken cancellationToken)
        {
            work.Begun.TrySetResult();
            try
            {
                await work.Ends.Task.WaitAsync(cancellationToken);
            }
            catch (OperationCanceledException)
            {
                work.Told.TrySetResult();
                if (work.IsDeaf)
                    await work.Ends.Task;
            }

            return ReconcileResult.Done;
        }
    }
}
