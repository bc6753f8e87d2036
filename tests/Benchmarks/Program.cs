using SegmentOperator.Benchmarks;
using SegmentOperator.Benchmarks.Runtime;
using SegmentOperator.Benchmarks.Soak;

if (args is [RuntimeBenchmark.Child, .. var measurement])
{
    await RuntimeChild.RunAsync(measurement);
    return 0;
}

// The soak does pass or fail, and takes its time: it runs only when it is asked for.
if (args is ["soak"])
    return await SoakBenchmark.RunAsync();

// Each prints lines of name=value. They measure; nothing here passes or fails.
var benchmarks = new Dictionary<string, Func<Task>>(StringComparer.Ordinal)
{
    ["start"] = StartBenchmark.RunAsync,
    ["latency"] = LatencyBenchmark.RunAsync,
    ["revocation"] = RevocationBenchmark.RunAsync,
    ["memory"] = MemoryBenchmark.RunAsync,
    ["runtime"] = RuntimeBenchmark.RunAsync,
    ["policy"] = PolicyBenchmark.RunAsync,
    ["sigstore"] = SigstoreBenchmark.RunAsync,
    ["registry"] = RegistryBenchmark.RunAsync,
    ["verify-bundle"] = VerifyBundleBenchmark.RunAsync,
};
var wanted = args is [] or ["all"] ? benchmarks.Keys.ToArray() : args;
foreach (var name in wanted)
{
    if (!benchmarks.TryGetValue(name, out var benchmark))
    {
        Console.Error.WriteLine($"There is no benchmark {name}; there are {string.Join(", ", benchmarks.Keys)}, or all.");
        return 2;
    }

    await benchmark();
}

return 0;
