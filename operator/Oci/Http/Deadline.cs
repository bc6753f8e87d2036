namespace SegmentOperator.Oci;

/// <summary>A token that is cancelled by the caller or when the time is up, and that knows which of them it was.</summary>
internal sealed class Deadline : IDisposable
{
    private readonly CancellationTokenSource timer;
    private readonly CancellationTokenSource linked;
    private readonly CancellationToken caller;

    public Deadline(TimeSpan timeout, TimeProvider time, CancellationToken caller)
    {
        this.caller = caller;
        timer = new CancellationTokenSource(timeout, time);
        linked = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, caller);
    }

    public CancellationToken Token => linked.Token;

    /// <summary>Whether the time ran out and the caller did not cancel.</summary>
    public bool Expired => timer.IsCancellationRequested && !caller.IsCancellationRequested;

    public void Dispose()
    {
        linked.Dispose();
        timer.Dispose();
    }
}
