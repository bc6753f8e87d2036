using System.Globalization;

namespace SegmentOperator.Benchmarks.Soak;

/// <summary>Compares the first quarter of what follows the warm-up with the last. Pure.</summary>
internal static class SoakVerdict
{
    /// <returns>What grew; empty when nothing did.</returns>
    public static IReadOnlyList<string> Of(IReadOnlyList<ProcessSample> samples)
    {
        var quarter = samples.Count / 4;
        if (quarter == 0)
            return ["there are too few samples to tell; let it run longer"];
        var (early, late) = (samples.Take(quarter).ToList(), samples.Skip(samples.Count - quarter).ToList());
        var grew = new List<string>();
        Check("resident_mib", early.ConvertAll(sample => sample.ResidentMib), late.ConvertAll(sample => sample.ResidentMib), 0.05, 6, grew);
        Check("handles", early.ConvertAll(sample => (double)sample.Handles), late.ConvertAll(sample => (double)sample.Handles), 0, 8, grew);
        Check("threads", early.ConvertAll(sample => (double)sample.Threads), late.ConvertAll(sample => (double)sample.Threads), 0, 4, grew);
        return grew;
    }

    /// <summary>The lower quartiles: what is held when nothing much goes on. A collection that is due, or a burst of connections, is no growth.</summary>
    private static void Check(string what, List<double> early, List<double> late, double share, double more, List<string> grew)
    {
        var (first, last) = (early.Order().ElementAt(early.Count / 4), late.Order().ElementAt(late.Count / 4));
        var most = (first * (1 + share)) + more;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"soak_{what} first_quarter={first:0.0} last_quarter={last:0.0} at_most={most:0.0}"));
        if (last > most)
            grew.Add(string.Create(CultureInfo.InvariantCulture, $"{what} grew from {first:0.0} to {last:0.0}"));
    }
}
