namespace SegmentOperator.Benchmarks;

/// <summary>From the operator's start to its first /readyz of 200, and its resident memory then. The median of five.</summary>
internal static class StartBenchmark
{
    public static async Task RunAsync()
    {
        await using var world = await Scene.SetAsync();
        var (times, memory) = (new List<double>(), new List<double>());
        for (var round = 0; round < 5; round++)
        {
            var started = TimeProvider.System.GetTimestamp();
            var process = world.StartOperator();
            await process.WaitUntilReadyAsync(Scene.Patience);
            times.Add(TimeProvider.System.GetElapsedTime(started).TotalMilliseconds);
            await Task.Delay(TimeSpan.FromSeconds(5), TimeProvider.System);
            memory.Add(process.ResidentBytes / 1048576d);
            await process.StopAsync();
        }

        Console.WriteLine($"start_to_ready_ms={times.Order().ElementAt(2):0}");
        Console.WriteLine($"idle_resident_mib={memory.Order().ElementAt(2):0}");
    }
}
