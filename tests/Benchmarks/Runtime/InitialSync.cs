using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using SegmentOperator.Kubernetes;
using SegmentOperator.Runtime;

namespace SegmentOperator.Benchmarks.Runtime;

/// <summary>A process that only starts and fills a cache with objects of 2 kB: how long, and how much memory it then holds.</summary>
internal static class InitialSync
{
    public static async Task RunAsync(RuntimeScene scene, int size)
    {
        var ns = await scene.MapsAsync(size);
        foreach (var streaming in new[] { true, false })
        {
            var before = Resident();
            using var host = scene.Host(services => services.AddCache<ConfigMap>(cache => cache.InNamespace(ns)));
            host.Services.GetRequiredService<ControllerRuntimeOptions>().StreamingLists = streaming;
            var started = TimeProvider.System.GetTimestamp();
            await host.StartAsync();
            var cache = host.Services.GetRequiredService<ICache<ConfigMap>>();
            await cache.WaitForSyncAsync(default);
            var took = TimeProvider.System.GetElapsedTime(started);
            var peak = Resident();
            await Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System);
            GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            Console.WriteLine($"sync_{size}_{(streaming ? "streaming" : "paged")}_ms={took.TotalMilliseconds:0} objects={cache.Count} resident_mib_before={before} at_sync={peak} settled={Resident()}");
            await host.StopAsync();
        }
    }

    private static long Resident()
    {
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64 >> 20;
    }
}
