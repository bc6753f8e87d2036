using System.Collections.Concurrent;
using System.Diagnostics;

namespace SegmentOperator.DevCluster.Node.Processes;

/// <summary>
/// Starts processes from one thread that lives as long as the node: the kernel delivers a parent's death signal when the
/// starting thread ends, and threads of the pool come and go.
/// </summary>
internal sealed class ProcessLauncher : IDisposable
{
    private readonly BlockingCollection<(ProcessStartInfo Start, TaskCompletionSource<Process> Result)> _queue = [];

    public ProcessLauncher() => new Thread(Run) { IsBackground = true, Name = "container launcher" }.Start();

    public Task<Process> StartAsync(ProcessStartInfo start)
    {
        var result = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        _queue.Add((start, result));
        return result.Task;
    }

    public void Dispose() => _queue.CompleteAdding();

    private void Run()
    {
        foreach (var (start, result) in _queue.GetConsumingEnumerable())
        {
            try
            {
                result.SetResult(Process.Start(start)!);
            }
            catch (Exception exception)
            {
                result.SetException(exception);
            }
        }
        _queue.Dispose();
    }
}
