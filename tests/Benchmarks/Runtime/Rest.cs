using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using SegmentOperator.Kubernetes;
using SegmentOperator.Runtime;

namespace SegmentOperator.Benchmarks.Runtime;

/// <summary>Ten thousand objects, a leader, and nothing happens: what a minute costs.</summary>
internal static class Rest
{
    public static async Task RunAsync(RuntimeScene scene, int size)
    {
        var ns = await scene.MapsAsync(size);
        using var requests = new RequestCount();
        using var host = scene.Host(services => services.AddController<Content, ConfigMap>(controller => controller.Workers(4).Cache(cache => cache.InNamespace(ns))), elect: true);
        await host.StartAsync();
        await host.Services.GetRequiredService<ILeadership>().WaitUntilHeldAsync(default);
        await Task.Delay(TimeSpan.FromSeconds(15), TimeProvider.System);
        requests.Clear();
        var before = Cpu();
        await Task.Delay(TimeSpan.FromMinutes(1), TimeProvider.System);
        Console.WriteLine($"rest_{size}_cpu_ms_per_minute={(Cpu() - before).TotalMilliseconds:0} writes_per_minute={requests.Of("POST", "PATCH", "DELETE")} lease_renewals={requests.Of("PUT")} reads={requests.Of("GET")}");
        await host.StopAsync();
    }

    private static TimeSpan Cpu()
    {
        using var process = Process.GetCurrentProcess();
        return process.TotalProcessorTime;
    }

    /// <summary>Finds everything as it should be, and looks again in ten minutes.</summary>
    internal sealed class Content : IEntityController<ConfigMap>
    {
        public Task<ReconcileResult> ReconcileAsync(ConfigMap entity, CancellationToken cancellationToken) =>
            Task.FromResult(ReconcileResult.After(TimeSpan.FromMinutes(10)));
    }
}
