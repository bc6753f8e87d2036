namespace SegmentOperator.Stage;

/// <summary>
/// Starts the operator again when it has ended itself, as a kubelet does: one that lost its lease ends with exit code 1. One that a
/// test killed or stopped is left alone.
/// </summary>
public sealed class OperatorKeeper : IAsyncDisposable
{
    private readonly CancellationTokenSource _end = new();
    private readonly Task _keeping;
    private int _restarts;

    public OperatorKeeper(World world) => _keeping = Task.Run(() => KeepAsync(world));

    /// <summary>How often it had to.</summary>
    public int Restarts => _restarts;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _keeping.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
    }

    private async Task KeepAsync(World world)
    {
        while (!_end.IsCancellationRequested)
        {
            if (world.Operator is { IsRunning: false } ended && await ended.EndAsync(TimeSpan.FromSeconds(5)) == 1 && ReferenceEquals(ended, world.Operator))
            {
                Interlocked.Increment(ref _restarts);
                world.StartOperator();
            }

            await Task.Delay(TimeSpan.FromMilliseconds(250), TimeProvider.System, _end.Token);
        }
    }
}
