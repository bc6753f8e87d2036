namespace SegmentOperator.Benchmarks.Soak;

/// <summary>Compares the second quarter of a run, when all is warm, with the last. Pure.</summary>
internal static class SoakVerdict
{
    /// <returns>What grew; empty when nothing did.</returns>
    public static IReadOnlyList<string> Of(IReadOnlyList<ProcessSample> samples)
    {
        var quarter = samples.Count / 4;
        var (early, late) = (samples.Skip(quarter).Take(quarter).ToList(), samples.Skip(3 * quarter).ToList());
        var grew = new List<string>();
        Check("resident MiB", early.ConvertAll(sample => sample.ResidentMib), late.ConvertAll(sample => sample.ResidentMib), 0.1, 8, grew);
        Check("handles", early.ConvertAll(sample => (double)sample.Handles), late.ConvertAll(sample => (double)sample.Handles), 0, 12, grew);
        Check("threads", early.ConvertAll(sample => (double)sample.Threads), late.ConvertAll(sample => (double)sample.Threads), 0, 8, grew);
        return grew;
    }

    /// <summary>Medians, because a collection or a burst of connections in one sample is no growth.</summary>
    private static void Check(string what, List<double> early, List<double> late, double share, double more, List<string> grew)
    {
        var (first, last) = (early.Order().ElementAt(early.Count / 2), late.Order().ElementAt(late.Count / 2));
        Console.WriteLine($"soak_{what.Replace(' ', '_')}_second_quarter={first:0.0} last_quarter={last:0.0}");
        if (last > (first * (1 + share)) + more)
            grew.Add($"{what} from {first:0.0} to {last:0.0}");
    }
}
