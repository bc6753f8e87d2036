using SegmentOperator.Stage;

namespace SegmentOperator.Benchmarks;

/// <summary>The operator's resident memory with 1,000 segments and all that belongs to them, and how long it took to make them Ready.</summary>
internal static class MemoryBenchmark
{
    private const int Segments = 1000;

    public static async Task RunAsync()
    {
        await using var world = await Scene.SetAsync();
        var process = world.StartOperator();
        await process.WaitUntilReadyAsync(Scene.Patience);
        var idle = process.ResidentBytes;
        var started = TimeProvider.System.GetTimestamp();
        for (var number = 0; number < Segments; number++)
        {
            var yaml = WorldManifests.Segment(world, $"s{number:0000}", world.FinanceKey.PublicKeyPem, "One of many")
                + "\n  exceptions:\n  - {name: many, type: SegmentLimit, justification: A measurement.}";
            await world.Admin.ApplyYamlAsync(yaml);
        }

        for (var number = 0; number < Segments; number++)
            await Scene.ReadyAsync(world, $"s{number:0000}");
        Console.WriteLine($"segments_ready_seconds={TimeProvider.System.GetElapsedTime(started).TotalSeconds:0} of={Segments}");
        await Task.Delay(TimeSpan.FromSeconds(20), TimeProvider.System);
        Console.WriteLine($"resident_mib_before={idle / 1048576d:0}");
        Console.WriteLine($"resident_mib_with_{Segments}_segments={process.ResidentBytes / 1048576d:0}");
    }
}
