using System.Globalization;

namespace SegmentOperator.Benchmarks.Soak;

/// <summary>What a process holds at a moment, as /proc tells it.</summary>
/// <param name="ResidentMib">Resident memory.</param>
/// <param name="Handles">Open files, sockets and the like.</param>
/// <param name="Threads">Threads.</param>
internal sealed record ProcessSample(double ResidentMib, int Handles, int Threads)
{
    public static ProcessSample Of(int pid)
    {
        var status = File.ReadAllLines($"/proc/{pid}/status").Select(line => line.Split(':', 2)).ToDictionary(pair => pair[0], pair => pair[1].Trim());
        return new(
            double.Parse(status["VmRSS"].Split(' ')[0], CultureInfo.InvariantCulture) / 1024,
            Directory.GetFileSystemEntries($"/proc/{pid}/fd").Length,
            int.Parse(status["Threads"], CultureInfo.InvariantCulture));
    }
}
