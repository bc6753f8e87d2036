using System.Diagnostics;
using System.Globalization;
using SegmentOperator.Stage;

namespace SegmentOperator.Benchmarks;

/// <summary>The processor time that the operator and this process (the API server, the org, the watch) took, beside the time that went by.</summary>
internal sealed class Effort(OperatorProcess process)
{
    private long _since;
    private TimeSpan _operator;
    private TimeSpan _self;

    public bool Begin()
    {
        (_since, _operator, _self) = (TimeProvider.System.GetTimestamp(), Of(process.Id), Of(Environment.ProcessId));
        return true;
    }

    public string Tell() => string.Create(
        CultureInfo.InvariantCulture,
        $"wall:{TimeProvider.System.GetElapsedTime(_since).TotalSeconds:0.0}s,operator:{(Of(process.Id) - _operator).TotalSeconds:0.0}s,server:{(Of(Environment.ProcessId) - _self).TotalSeconds:0.0}s,load:{File.ReadAllText("/proc/loadavg").Split(' ')[0]}");

    private static TimeSpan Of(int id)
    {
        using var found = Process.GetProcessById(id);
        return found.TotalProcessorTime;
    }
}
