using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using SegmentOperator.Kubernetes;
using SegmentOperator.Runtime.Tests.Caching;
using SegmentOperator.TestSupport;

namespace SegmentOperator.Runtime.Tests.Hosting;

public sealed class HostTests : IAsyncLifetime
{
    private MapServer _server = null!;

    public async Task InitializeAsync() => _server = await MapServer.StartAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task A_host_reconciles_what_the_server_has_and_tells_readiness_and_metrics()
    {
        _server.Put("a");
        using var host = Build();
        await host.StartAsync();
        var seen = host.Services.GetRequiredService<Seen>();
        await UntilAsync(() => seen.Names.Contains("a"));
        _server.Put("b");
        await UntilAsync(() => seen.Names.Contains("b"));

        using var http = new HttpClient { BaseAddress = host.Services.GetRequiredService<HealthServer>().Address };
        Assert.Equal("ok\n", await http.GetStringAsync("/healthz"));
        Assert.Contains("[+]cache/configmaps ok", await http.GetStringAsync("/readyz"), StringComparison.Ordinal);
        var metrics = await http.GetStringAsync("/metrics");
        foreach (var name in new[]
                 {
                     "controller_runtime_reconcile_total{controller=\"configmap\",result=\"success\"}",
                     "controller_runtime_reconcile_time_seconds_bucket{controller=\"configmap\",le=\"0.005\"}",
                     "workqueue_depth{controller=\"configmap\",name=\"configmap\"}",
                     "workqueue_queue_duration_seconds_count{controller=\"configmap\",name=\"configmap\"}",
                     "rest_client_requests_total{code=\"200\"",
                 })
        {
            Assert.Contains(name, metrics, StringComparison.Ordinal);
        }

        await host.StopAsync().WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Readyz_names_the_cache_that_is_not_synced_and_nothing_works_before()
    {
        _server.Put("a");
        _server.Misbehave = async context =>
        {
            await context.StatusAsync(503, "Down", "down");
            return true;
        };
        using var host = Build();
        await host.StartAsync();
        using var http = new HttpClient { BaseAddress = host.Services.GetRequiredService<HealthServer>().Address };

        using var answer = await http.GetAsync("/readyz");

        Assert.Equal(503, (int)answer.StatusCode);
        Assert.Contains("[-]cache/configmaps has not been listed yet", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Empty(host.Services.GetRequiredService<Seen>().Names);
        await host.StopAsync().WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public void Two_narrowings_of_one_cache_that_contradict_are_told()
    {
        var services = new ServiceCollection().AddControllerRuntime(_ => { });
        services.AddCache<ConfigMap>(cache => cache.InNamespace("a"));

        Assert.Throws<InvalidOperationException>(() => services.AddCache<ConfigMap>(cache => cache.InNamespace("b")));
    }

    private IHost Build()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Services.AddSingleton(new ClusterConfiguration { Server = _server.Stub.Address });
        builder.Services.AddSingleton<Seen>();
        builder.Services.AddControllerRuntime(options =>
        {
            options.LeaderElection.Enabled = false;
            options.HealthAddress = "127.0.0.1:0";
        });
        builder.Services.AddController<Reconciler, ConfigMap>(controller => controller.Workers(2).Index("all", _ => [""]));
        return builder.Build();
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        for (var i = 0; i < 2000 && !condition(); i++)
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        Assert.True(condition());
    }

    public sealed class Seen
    {
        public ConcurrentBag<string> Names { get; } = [];
    }

    public sealed class Reconciler(Seen seen, ICache<ConfigMap> cache) : IEntityController<ConfigMap>
    {
        public Task<ReconcileResult> ReconcileAsync(ConfigMap entity, CancellationToken cancellationToken)
        {
            if (cache.ByIndex("all", "").Count > 0)
                seen.Names.Add(entity.Metadata.Name!);
            return Task.FromResult(ReconcileResult.Done);
        }
    }
}
