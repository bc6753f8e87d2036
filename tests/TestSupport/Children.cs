using System.Collections.Concurrent;
using System.Diagnostics;

namespace SegmentOperator.TestSupport;

/// <summary>
/// Starts programs that end with this process, however it ends: an operator or an API server that outlived killed tests would meet the next.
/// </summary>
public static class Children
{
    private static readonly BlockingCollection<(ProcessStartInfo Start, TaskCompletionSource<Process> Result)> Queue = [];

    // The kernel tells of a parent's death when the thread that started the child ends, and threads of the pool come and go.
    static Children() => new Thread(Run) { IsBackground = true, Name = "children" }.Start();

    /// <summary>Starts a program; its output goes to a file, because a pipe that nobody reads would stop it.</summary>
    public static Process Start(string program, IEnumerable<string> arguments, string logFile, IReadOnlyDictionary<string, string>? environment = null, string? directory = null)
    {
        const string Script = "exec >>\"$LOG\" 2>&1; command -v setpriv >/dev/null && exec setpriv --pdeathsig KILL -- \"$0\" \"$@\"; exec \"$0\" \"$@\"";
        var start = new ProcessStartInfo("/bin/sh") { WorkingDirectory = directory ?? "" };
        foreach (var argument in (string[])["-c", Script, program, .. arguments])
            start.ArgumentList.Add(argument);
        start.Environment["LOG"] = logFile;
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        var result = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        Queue.Add((start, result));
        return result.Task.GetAwaiter().GetResult();
    }

    private static void Run()
    {
        foreach (var (start, result) in Queue.GetConsumingEnumerable())
        {
            try
            {
                result.SetResult(Process.Start(start)!);
            }
            catch (Exception e)
            {
                result.SetException(e);
            }
        }
    }
}
