using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using SegmentOperator.Kubernetes;
using SegmentOperator.TestSupport;

namespace SegmentOperator.Runtime.Tests.Controllers;

/// <summary>A controller of ConfigMaps over a cache that the test fills by hand.</summary>
internal sealed class ControllerHarness : IEntityController<ConfigMap>, IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _abandon = new();
    private readonly Task _running;
    private int _version;

    public ControllerHarness(Action<ControllerBuilder<ConfigMap>>? configure = null)
    {
        var builder = new ControllerBuilder<ConfigMap>(new CacheRegistry(new ServiceCollection()));
        builder.Timeout(TimeSpan.FromSeconds(30));
        configure?.Invoke(builder);
        Cache = new(new(), NullLogger<InformerCache<ConfigMap>>.Instance);
        Controller = new(builder, Cache, [], this, TimeSpan.FromMinutes(1), Time, NullLogger<Controller<ConfigMap>>.Instance);
        _running = Controller.RunAsync(_stop.Token, _abandon.Token);
    }

    public ManualTimeProvider Time { get; } = new();

    public InformerCache<ConfigMap> Cache { get; }

    public Controller<ConfigMap> Controller { get; }

    public ConcurrentQueue<string> Calls { get; } = new();

    public Func<ConfigMap, CancellationToken, Task<ReconcileResult>> OnReconcile { get; set; } =
        (_, _) => Task.FromResult(ReconcileResult.Done);

    public async Task<ReconcileResult> ReconcileAsync(ConfigMap entity, CancellationToken cancellationToken)
    {
        Calls.Enqueue(entity.Metadata.Name!);
        return await OnReconcile(entity, cancellationToken);
    }

    public Task DeletedAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        Calls.Enqueue($"-{key.Name}");
        return Task.CompletedTask;
    }

    public ConfigMap Put(string name, string uid = "u")
    {
        var map = new ConfigMap { Metadata = new() { Name = name, Namespace = "ns", Uid = uid, ResourceVersion = $"{++_version}" } };
        Cache.Apply(WatchEventType.Modified, map);
        return map;
    }

    public void Remove(string name) => Cache.Apply(
        WatchEventType.Deleted, new() { Metadata = new() { Name = name, Namespace = "ns", Uid = "u", ResourceVersion = $"{++_version}" } });

    public async Task CallsAsync(int count)
    {
        for (var i = 0; i < 1000 && Calls.Count < count; i++)
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        Assert.Equal(count, Calls.Count);
        await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        Assert.Equal(count, Calls.Count);
    }

    public Task AbandonAsync() => _abandon.CancelAsync();

    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _running.WaitAsync(TimeSpan.FromSeconds(10));
    }

    public async ValueTask DisposeAsync()
    {
        await _abandon.CancelAsync();
        await StopAsync();
        Controller.Dispose();
        _stop.Dispose();
        _abandon.Dispose();
    }
}
