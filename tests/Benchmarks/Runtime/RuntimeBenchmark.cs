using System.Diagnostics;
using System.Globalization;

namespace SegmentOperator.Benchmarks.Runtime;

/// <summary>
/// The controller runtime by itself: reconciles per second, event-to-reconcile latency, lists, initial sync, rest. Each measurement runs in a
/// process of its own, so that its memory and CPU are its own.
/// </summary>
internal static class RuntimeBenchmark
{
    /// <summary>The first argument of such a process.</summary>
    public const string Child = "runtime-child";

    public static async Task RunAsync()
    {
        await using var server = await BenchServer.StartAsync();
        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (1 << 30);
        Console.WriteLine($"# {server.Name}; {Environment.ProcessorCount} processors shared with the server and whatever else runs here, {memory} GiB, .NET {Environment.Version}");
        foreach (var workers in new[] { 1, 4, 16 })
            await ChildAsync(server, "throughput", workers);
        await ChildAsync(server, "latency", 100);
        await ChildAsync(server, "list", 10_000);
        foreach (var size in Sizes())
            await ChildAsync(server, "sync", size);
        await ChildAsync(server, "rest", 10_000);
    }

    /// <summary>BENCH_SIZES=1000,10000 leaves the largest out.</summary>
    private static IEnumerable<int> Sizes() =>
        (Environment.GetEnvironmentVariable("BENCH_SIZES") is { Length: > 0 } sizes ? sizes : "1000,10000,100000")
        .Split(',').Select(size => int.Parse(size, CultureInfo.InvariantCulture));

    private static async Task ChildAsync(BenchServer server, string what, int number)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, [Child, what, number.ToString(CultureInfo.InvariantCulture), server.Kubeconfig]);
        using var child = Process.Start(start)!;
        await child.WaitForExitAsync();
        if (child.ExitCode != 0)
            throw new InvalidOperationException($"The measurement {what} {number} failed with exit code {child.ExitCode}.");
    }
}
