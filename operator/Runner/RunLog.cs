using System.Globalization;

namespace SegmentOperator.Runner;

/// <summary>
/// The run's log: a line with a time for each thing that happened, for a person who reads <c>kubectl logs</c>. It is never given a
/// token or a package's content.
/// </summary>
internal sealed class RunLog(TextWriter output, TimeProvider time)
{
    private readonly Lock gate = new();

    public void Write(string line)
    {
        lock (gate)
        {
            output.WriteLine($"{time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)} {line}");
            output.Flush();
        }
    }
}
