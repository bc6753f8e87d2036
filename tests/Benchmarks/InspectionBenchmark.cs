using System.Diagnostics;
using System.Globalization;
using SegmentOperator.Policy.Inspection;

namespace SegmentOperator.Benchmarks;

/// <summary>
/// What looking into ten thousand files costs: in this process, as the peak of its resident memory above what it had before, and as
/// <c>segment-operator inspect</c>, a process of its own, all of whose memory counts.
/// </summary>
internal static class InspectionBenchmark
{
    private const int Rounds = 3;

    public static async Task RunAsync()
    {
        await RunAsync("small", BenchPackages.WriteSmall);
        await RunAsync("400_mb", BenchPackages.WriteLarge);
    }

    private static async Task RunAsync(string name, Action<string> write)
    {
        var path = Path.Combine(Path.GetTempPath(), $"bench-{Environment.ProcessId}.zip");
        write(path);
        try
        {
            for (var round = 0; round < Rounds; round++)
                Here(name, path);
            await ProgramAsync(name, path);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static void Here(string name, string path)
    {
        using var zip = File.OpenRead(path);
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        var before = Kibibytes("self", "VmRSS:");
        // Linux: from here on the peak counts anew.
        File.WriteAllText("/proc/self/clear_refs", "5");
        var (started, bytes, processor) = (TimeProvider.System.GetTimestamp(), GC.GetTotalAllocatedBytes(), Environment.CpuUsage.TotalTime);
        var report = ((InspectionOutcome.Inspected)PackageInspector.InspectZip(zip, new InspectionOptions())).Report;
        var (elapsed, spent, peak) = (TimeProvider.System.GetElapsedTime(started), Environment.CpuUsage.TotalTime - processor, Kibibytes("self", "VmHWM:"));
        var allocated = GC.GetTotalAllocatedBytes() - bytes;
        var kept = GC.GetTotalMemory(forceFullCollection: true);
        GC.KeepAlive(report);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"inspect_{BenchPackages.Files}_files_{name}_ms={elapsed.TotalMilliseconds:0} processor_ms={spent.TotalMilliseconds:0} allocated_mib={allocated >> 20} components={report.Components.Count} unpacked_mib={report.Bytes >> 20} resident_peak_above_before_mib={(peak - before) / 1024d:0} heap_in_the_end_mib={kept / 1048576d:0}"));
    }

    private static async Task ProgramAsync(string name, string path)
    {
        var program = Path.Combine(Stage.Checkout.Output("operator/Manager"), "segment-operator");
        var started = TimeProvider.System.GetTimestamp();
        using var process = Process.Start(new ProcessStartInfo(program, ["inspect", path]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        var output = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
        var peak = 0L;
        while (!process.WaitForExit(1))
            peak = Math.Max(peak, Kibibytes(process.Id.ToString(CultureInfo.InvariantCulture), "VmHWM:"));
        await output;
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"The program refused: exit code {process.ExitCode}.");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"inspect_{BenchPackages.Files}_files_{name}_process_ms={TimeProvider.System.GetElapsedTime(started).TotalMilliseconds:0} resident_peak_mib={peak / 1024d:0}"));
    }

    /// <summary>A line of a process's status; 0 where the process has ended.</summary>
    private static long Kibibytes(string process, string line)
    {
        try
        {
            return File.ReadLines($"/proc/{process}/status").FirstOrDefault(found => found.StartsWith(line, StringComparison.Ordinal)) is { } text
                ? long.Parse(text[line.Length..].Replace("kB", "", StringComparison.Ordinal).Trim(), CultureInfo.InvariantCulture)
                : 0;
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
