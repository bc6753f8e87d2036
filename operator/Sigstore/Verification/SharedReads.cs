namespace SegmentOperator.Sigstore;

/// <summary>
/// Reads that are shared: who comes while one is under way waits for it, and who comes a little later gets what it brought. A read
/// ends by its own timeout, not when one of those who wait goes away; what failed is not kept. Bounded: what was read first goes first.
/// </summary>
/// <param name="read">Reads one thing.</param>
/// <param name="options">How long a read may take.</param>
/// <param name="keep">How long what was read is kept.</param>
/// <param name="limit">How much is kept, in the unit of <paramref name="size"/>.</param>
/// <param name="size">How much a thing counts.</param>
/// <param name="time">The clock.</param>
internal sealed class SharedReads<TKey, TValue>(
    Func<TKey, CancellationToken, Task<TValue>> read, SignatureVerifierOptions options, TimeSpan keep, long limit, Func<TValue, long> size, TimeProvider time)
    where TKey : notnull
{
    private readonly Lock turn = new();
    private readonly Dictionary<TKey, Entry> entries = [];
    private readonly Queue<(TKey Key, Entry Entry)> order = new();
    private long kept;

    private sealed class Entry(Task<TValue> task)
    {
        public Task<TValue> Task => task;

        public DateTimeOffset? Ends { get; set; }

        public long Size { get; set; }
    }

    public Task<TValue> ReadAsync(TKey key, CancellationToken cancellationToken)
    {
        lock (turn)
        {
            if (entries.TryGetValue(key, out var known) && (known.Ends is not { } ends || ends > time.GetUtcNow()))
                return known.Task.WaitAsync(cancellationToken);
            if (known is not null) Forget(key, known);
            var start = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var entry = new Entry(RunAsync(key, start.Task));
            entries[key] = entry;
            _ = entry.Task.ContinueWith(t => Ended(key, entry, t), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            start.SetResult();
            return entry.Task.WaitAsync(cancellationToken);
        }
    }

    private async Task<TValue> RunAsync(TKey key, Task start)
    {
        await start;
        using var deadline = new CancellationTokenSource(options.Timeout, time);
        try
        {
            return await read(key, deadline.Token);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            throw new Oci.RegistryUnavailableException($"it took longer than {options.Timeout.TotalSeconds:0} s");
        }
    }

    private void Ended(TKey key, Entry entry, Task<TValue> task)
    {
        lock (turn)
        {
            if (!task.IsCompletedSuccessfully)
            {
                _ = task.Exception;
                Forget(key, entry);
                return;
            }

            (entry.Ends, entry.Size) = (time.GetUtcNow() + keep, size(task.Result));
            kept += entry.Size;
            order.Enqueue((key, entry));
            while (kept > limit && order.TryDequeue(out var first)) Forget(first.Key, first.Entry);
        }
    }

    private void Forget(TKey key, Entry entry)
    {
        kept -= entry.Size;
        entry.Size = 0;
        if (entries.TryGetValue(key, out var current) && ReferenceEquals(current, entry)) entries.Remove(key);
    }
}
