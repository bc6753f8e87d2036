using System.Collections.Concurrent;
using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Kubernetes;
using SegmentOperator.Stage;

namespace SegmentOperator.Benchmarks;

/// <summary>
/// How late access is taken away: 1,000 grants that end within one second, of 10,000 that are active, with no history and with 90,000 grants
/// that have ended. Lag is the moment at which a watch shows the binding gone, minus expiresAt. GRANTS=N takes another history, ACTIVE=N
/// another number of active ones, of which a tenth ends.
/// </summary>
internal static class RevocationBenchmark
{
    private static readonly int Active = Number("ACTIVE", 10_000);
    private static readonly int Ending = Math.Max(1, Active / 10);

    public static async Task RunAsync()
    {
        var history = Math.Max(0, Number("GRANTS", 100_000) - Active);
        await using var world = await Scene.SetAsync();
        var first = world.StartOperator();
        await first.WaitUntilReadyAsync(Scene.Patience);
        await world.Admin.ApplyYamlAsync(WorldManifests.Segment(world, "finance", world.FinanceKey.PublicKeyPem, "Finance production"));
        await Scene.ReadyAsync(world, "finance");
        var segment = await world.Admin.GetAsync<Segment>("finance", null, default);
        await first.StopAsync();
        var seed = new GrantSeed(world, segment);
        await seed.OpenAsync();
        await seed.ActiveAsync(Active - Ending, TimeProvider.System.GetUtcNow().AddHours(12));
        // ROUNDS=large leaves the round without a history out.
        var worst = Environment.GetEnvironmentVariable("ROUNDS") == "large" ? 0 : await RoundAsync(world, seed, Active, first: true);
        if (history > 0)
        {
            await seed.OpenAsync();
            await seed.EndedAsync(history);
            worst = Math.Max(worst, await RoundAsync(world, seed, history + Active, first: false));
        }

        Console.WriteLine($"revocation_lag_p99_ms={worst:0}");
    }

    private static int Number(string name, int otherwise) => int.TryParse(Environment.GetEnvironmentVariable(name), out var number) ? number : otherwise;

    /// <returns>The 99th percentile, in milliseconds.</returns>
    private static async Task<double> RoundAsync(World world, GrantSeed seed, int total, bool first)
    {
        // Time for the operator to start and to look at everything once.
        var ends = TimeProvider.System.GetUtcNow().AddSeconds(80 + (total / 1500));
        var ending = await seed.EndingAsync(Ending, ends);
        await seed.CloseAsync();
        using var stop = new CancellationTokenSource();
        var gone = new ConcurrentDictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        var watching = WatchAsync(world, gone, stop.Token);
        var started = TimeProvider.System.GetTimestamp();
        // Measured is the revocation, not whether a busy machine lets the lease be renewed in time.
        var process = world.StartOperator("--leader-elect", "false");
        await process.WaitUntilReadyAsync(Scene.Patience);
        Console.WriteLine($"ready_with_{total}_grants_ms={TimeProvider.System.GetElapsedTime(started).TotalMilliseconds:0}");
        var rest = ends.AddSeconds(-30) - TimeProvider.System.GetUtcNow();
        if (rest < TimeSpan.FromSeconds(5))
            throw new InvalidOperationException($"The operator was ready too late to measure with {total} grants on this machine.");
        await Task.Delay(rest, TimeProvider.System);
        var before = await seed.VersionsAsync();
        await Task.Delay(TimeSpan.FromSeconds(8), TimeProvider.System);
        var after = await seed.VersionsAsync();
        Console.WriteLine($"writes_at_rest_{total}={after.Count(pair => before.GetValueOrDefault(pair.Key) != pair.Value)}");
        var effort = new Effort(process);
        var begun = false;
        while (ending.Keys.Any(name => !gone.ContainsKey(name)))
        {
            if (!begun && TimeProvider.System.GetUtcNow() >= ends)
                begun = effort.Begin();
            if (TimeProvider.System.GetUtcNow() > ends.AddMinutes(3))
                throw new TimeoutException($"{ending.Keys.Count(name => !gone.ContainsKey(name))} bindings outlived their grants by minutes.");
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }

        Console.WriteLine($"resident_mib_{total}={process.ResidentBytes / 1048576d:0}");
        Console.WriteLine($"effort_{total}={effort.Tell()}");
        var lags = ending.Select(pair => (gone[pair.Key] - pair.Value).TotalMilliseconds).Order().ToArray();
        if (lags[0] < 0)
            throw new InvalidOperationException($"A grant ended {-lags[0]:0} ms early.");
        Console.WriteLine($"revocation_lag_median_ms_{total}={lags[lags.Length / 2]:0}");
        Console.WriteLine($"revocation_lag_p99_ms_{total}={lags[(int)(lags.Length * 0.99)]:0}");
        Console.WriteLine($"proven_within_ms_{total}={await seed.UntilProvenAsync(ending):0}");
        if (first)
            await BreakGlassLatency.MeasureAsync(world);
        var others = await world.Admin.ListAsync<RoleBinding>(new ListOptions { Namespace = "segment-finance", LabelSelector = "segment-operator.dev/owner-kind=AccessGrant" }, default);
        Console.WriteLine($"bindings_left_{total}={others.Items.Count} of={Active - Ending}");
        await stop.CancelAsync();
        await watching;
        await process.StopAsync();
        return lags[(int)(lags.Length * 0.99)];
    }

    private static async Task WatchAsync(World world, ConcurrentDictionary<string, DateTimeOffset> gone, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await foreach (var change in world.Admin.WatchAsync<RoleBinding>(new WatchOptions { Namespace = "segment-finance" }, cancellationToken))
                {
                    if (change.Type == WatchEventType.Deleted)
                        gone.TryAdd(change.Object.Metadata.Name!, TimeProvider.System.GetUtcNow());
                }
            }
            catch (OperationCanceledException)
            {
                // The round is over.
            }
        }
    }
}
