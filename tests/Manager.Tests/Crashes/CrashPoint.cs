namespace SegmentOperator.Manager.Crashes;

/// <summary>Kills the operator at its n-th write: before the write is sent, or after it was carried out and before the answer is seen.</summary>
internal sealed class CrashPoint(int atWrite, bool afterSending)
{
    private int _writes;

    /// <summary>Completes when the operator has been killed.</summary>
    public TaskCompletionSource<string> Crashed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public async Task<T> WriteAsync<T>(string what, Func<Task<T>> send)
    {
        EnsureAlive();
        var number = Interlocked.Increment(ref _writes);
        if (number == atWrite && !afterSending)
            throw Crash(what);
        var answer = await send();
        return number == atWrite ? throw Crash(what) : answer;
    }

    /// <summary>A process that was killed does nothing any more, not even read.</summary>
    public void EnsureAlive()
    {
        if (Crashed.Task.IsCompleted)
            throw new InvalidOperationException("The operator was killed.");
    }

    private InvalidOperationException Crash(string what)
    {
        Crashed.TrySetResult(what);
        return new InvalidOperationException($"Killed at write {atWrite}, {what}.");
    }
}
