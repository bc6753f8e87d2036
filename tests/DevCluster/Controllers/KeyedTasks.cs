namespace SegmentOperator.DevCluster.Controllers;

/// <summary>Background work, at most one at a time for a key.</summary>
internal sealed class KeyedTasks
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Task> _running = [];

    /// <summary>Starts the work unless that key's is still going on. It handles its own errors.</summary>
    public void Start(string key, Func<Task> work)
    {
        lock (_lock)
        {
            if (!_running.ContainsKey(key))
                _running[key] = Task.Run(() => RunAsync(key, work));
        }
    }

    /// <summary>Waits until nothing is going on; does not fail.</summary>
    public async Task WhenAllAsync()
    {
        Task[] tasks;
        lock (_lock)
            tasks = [.. _running.Values];
        await Task.WhenAll(tasks).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task RunAsync(string key, Func<Task> work)
    {
        try
        {
            await work();
        }
        finally
        {
            lock (_lock)
                _running.Remove(key);
        }
    }
}
