using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using SegmentOperator.Kubernetes;
using SegmentOperator.Runtime;

namespace SegmentOperator.Benchmarks.Runtime;

/// <summary>Changes at a steady rate; how long from the moment a change is answered (so: is stored) to the reconcile that sees it.</summary>
internal static class EventLatency
{
    private const int Seconds = 30;

    public static async Task RunAsync(RuntimeScene scene, int perSecond)
    {
        var ns = await scene.NamespaceAsync("bench-latency");
        var seen = new ConcurrentDictionary<string, long>(StringComparer.Ordinal);
        using var host = scene.Host(services =>
        {
            services.AddSingleton(seen);
            services.AddController<Watcher, ConfigMap>(controller => controller.Workers(4).Cache(cache => cache.InNamespace(ns)));
        });
        await host.StartAsync();
        await host.Services.GetRequiredService<ICache<ConfigMap>>().WaitForSyncAsync(default);
        var (sent, stored) = (new ConcurrentDictionary<string, long>(StringComparer.Ordinal), new ConcurrentDictionary<string, long>(StringComparer.Ordinal));
        var writes = new List<Task>();
        using var tick = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / perSecond), TimeProvider.System);
        for (var i = 0; i < perSecond * Seconds; i++)
        {
            await tick.WaitForNextTickAsync();
            writes.Add(WriteAsync(scene.Client, ns, i, sent, stored));
        }

        await Task.WhenAll(writes);
        for (var i = 0; i < 200 && seen.Count < stored.Count; i++)
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        var (answered, whole) = (new List<double>(), new List<double>());
        foreach (var (id, at) in seen.Where(pair => stored.ContainsKey(pair.Key)))
        {
            answered.Add(Math.Max(0, TimeProvider.System.GetElapsedTime(stored[id], at).TotalMilliseconds));
            whole.Add(TimeProvider.System.GetElapsedTime(sent[id], at).TotalMilliseconds);
        }

        Console.WriteLine($"event_to_reconcile_ms_p50={At(answered, 0.5)} p99={At(answered, 0.99)} with_the_write_p50={At(whole, 0.5)} p99={At(whole, 0.99)} rate={perSecond}/s of={answered.Count} unseen={stored.Count - answered.Count}");
        await host.StopAsync();
        await scene.Client.DeleteAsync<Namespace>(ns, null, new DeleteOptions(), default);
    }

    private static async Task WriteAsync(IKubernetesClient client, string ns, int i, ConcurrentDictionary<string, long> sent, ConcurrentDictionary<string, long> stored)
    {
        var id = i.ToString(CultureInfo.InvariantCulture);
        sent[id] = TimeProvider.System.GetTimestamp();
        await client.CreateAsync(new ConfigMap { Metadata = new() { Name = $"event-{i}", Namespace = ns }, Data = new() { ["id"] = id } }, new(), default);
        stored[id] = TimeProvider.System.GetTimestamp();
    }

    private static string At(List<double> values, double quantile) =>
        values.Order().ElementAt((int)(values.Count * quantile)).ToString("0.00", CultureInfo.InvariantCulture);

    internal sealed class Watcher(ConcurrentDictionary<string, long> seen) : IEntityController<ConfigMap>
    {
        public Task<ReconcileResult> ReconcileAsync(ConfigMap entity, CancellationToken cancellationToken)
        {
            if (entity.Data?.GetValueOrDefault("id") is { } id)
                seen.TryAdd(id, TimeProvider.System.GetTimestamp());
            return Task.FromResult(ReconcileResult.Done);
        }
    }
}
