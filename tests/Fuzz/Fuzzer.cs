namespace SegmentOperator.Fuzz;

/// <summary>Gives a target changed input until its time or number of inputs is used up, or something goes wrong.</summary>
internal sealed class Fuzzer(TimeProvider time)
{
    // Generous, because the machine may be busy: what hangs takes minutes, and what allocates without bounds takes gigabytes.
    private static readonly TimeSpan LongestInput = TimeSpan.FromSeconds(10);
    private const long MostAllocated = 256L << 20;

    public FuzzResult Run(FuzzTarget target, int seed, TimeSpan duration, long inputs = long.MaxValue)
    {
        var mutator = new Mutator(target.Seeds, new Random(seed));
        foreach (var good in target.Seeds)
        {
            if (Try(target, good, out _, out _) is { } why) return new FuzzResult(target.Name, 0, default, 0, $"a good input is not read: {why}", good);
        }

        var (started, count, slowest, largest) = (time.GetTimestamp(), 0L, TimeSpan.Zero, 0L);
        while (count < inputs && time.GetElapsedTime(started) < duration)
        {
            var input = mutator.Next();
            var why = Try(target, input, out var took, out var allocated);
            count++;
            slowest = took > slowest ? took : slowest;
            largest = Math.Max(largest, allocated);
            if (why is not null) return new FuzzResult(target.Name, count, slowest, largest, why, input);
        }

        return new FuzzResult(target.Name, count, slowest, largest, null, null);
    }

    private string? Try(FuzzTarget target, byte[] input, out TimeSpan took, out long allocated)
    {
        var (started, before) = (time.GetTimestamp(), GC.GetAllocatedBytesForCurrentThread());
        string? why = null;
        try
        {
            target.Run(input);
        }
        catch (Exception e)
        {
            why = e.ToString();
        }

        took = time.GetElapsedTime(started);
        allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        return why ?? (took > LongestInput ? $"it took {took.TotalSeconds:0.0} s"
            : allocated > MostAllocated ? $"it allocated {allocated >> 20} MiB" : null);
    }
}
