using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Kubernetes;
using SegmentOperator.Signing;
using SegmentOperator.Stage;

namespace SegmentOperator.Benchmarks;

/// <summary>
/// From applying a DeploymentRequest to its pod being there, registry warm, target free: 200 requests one after the other. The pod's time is
/// when a watch shows it.
/// </summary>
internal static class LatencyBenchmark
{
    private const int Requests = 200;

    public static async Task RunAsync()
    {
        await using var world = await Scene.SetAsync();
        await world.StartOperator().WaitUntilReadyAsync(Scene.Patience);
        await world.Admin.ApplyYamlAsync(WorldManifests.Segment(world, "finance", world.FinanceKey.PublicKeyPem, "Finance production"));
        await Scene.ReadyAsync(world, "finance");
        var artifact = await world.PushAsync("sf/finance/revenue", "1", PackageFile.FromFolder(Path.Combine(Checkout.Root, "tests", "Packages", "revenue")), world.FinanceKey);
        using var stop = new CancellationTokenSource();
        var seen = new System.Collections.Concurrent.ConcurrentDictionary<string, long>(StringComparer.Ordinal);
        var watching = WatchPodsAsync(world, seen, stop.Token);
        var alice = world.As("alice");
        var latencies = new List<double>();
        for (var number = 0; number < Requests + 5; number++)
        {
            var name = $"request-{number}";
            var applied = TimeProvider.System.GetTimestamp();
            await alice.ApplyYamlAsync(WorldManifests.Request(name, "finance", artifact));
            var ended = await world.UntilEndedAsync(name, Scene.Patience);
            if (ended.Status!.Phase != DeploymentPhase.Succeeded)
                throw new InvalidOperationException(World.Describe(ended));
            // The first few warm the caches up.
            if (number >= 5)
                latencies.Add(TimeProvider.System.GetElapsedTime(applied, seen[$"run-{ended.Metadata.Uid}"]).TotalMilliseconds);
        }

        await stop.CancelAsync();
        await watching;
        latencies.Sort();
        Console.WriteLine($"apply_to_pod_ms_median={latencies[latencies.Count / 2]:0.0}");
        Console.WriteLine($"apply_to_pod_ms_p99={latencies[(int)(latencies.Count * 0.99)]:0.0}");
        Console.WriteLine($"apply_to_pod_requests={latencies.Count}");
    }

    private static async Task WatchPodsAsync(World world, System.Collections.Concurrent.ConcurrentDictionary<string, long> seen, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await foreach (var change in world.Admin.WatchAsync<Pod>(new WatchOptions { Namespace = "segment-finance" }, cancellationToken))
                    seen.TryAdd(change.Object.Metadata.Name!, TimeProvider.System.GetTimestamp());
            }
            catch (OperationCanceledException)
            {
                // The benchmark is over.
            }
        }
    }
}
