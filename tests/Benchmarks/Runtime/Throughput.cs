using Microsoft.Extensions.DependencyInjection;
using SegmentOperator.Kubernetes;
using SegmentOperator.Runtime;

namespace SegmentOperator.Benchmarks.Runtime;

/// <summary>Two thousand objects without a status: how many get theirs in a second, from the first reconcile to the last write.</summary>
internal static class Throughput
{
    private const int Objects = 2000;

    public static async Task RunAsync(RuntimeScene scene, int workers)
    {
        var ns = await scene.NamespaceAsync($"bench-pods-{workers}");
        await Parallel.ForAsync(0, Objects, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (i, cancellationToken) =>
            await scene.Client.ApplyAsync(
                new Pod { Metadata = new() { Name = $"pod-{i:0000}", Namespace = ns }, Spec = new() { Containers = [new() { Name = "c", Image = "example.com/none" }], NodeSelector = new() { ["nowhere"] = "true" } } },
                new() { FieldManager = "bench", Force = true }, cancellationToken));
        using var requests = new RequestCount();
        var rates = new List<double>();
        for (var round = 0; round < 4; round++)
        {
            requests.Clear();
            var progress = new StatusWriter.Progress($"round {round} at {TimeProvider.System.GetUtcNow():O}", Objects);
            using var host = scene.Host(services =>
            {
                services.AddSingleton(progress);
                services.AddController<StatusWriter, Pod>(controller => controller.Workers(workers).Cache(cache => cache.InNamespace(ns)));
            });
            var started = TimeProvider.System.GetTimestamp();
            await host.StartAsync();
            await host.Services.GetRequiredService<ICache<Pod>>().WaitForSyncAsync(default);
            var synced = TimeProvider.System.GetTimestamp();
            await progress.All.Task.WaitAsync(TimeSpan.FromMinutes(5));
            rates.Add(Objects / TimeProvider.System.GetElapsedTime(synced).TotalSeconds);
            await host.StopAsync();
        }

        // The first round compiles; the median of the others counts.
        Console.WriteLine($"reconciles_per_second_workers_{workers}={rates.Skip(1).Order().ElementAt(1):0} first={rates[0]:0} requests_per_object={requests.Of("GET", "PATCH", "POST", "PUT", "DELETE") / (double)Objects:0.000}");
        await scene.Client.DeleteAsync<Namespace>(ns, null, new DeleteOptions(), default);
    }
}
