namespace SegmentOperator.Runtime;

/// <summary>Leadership where nobody else can act: without leader election.</summary>
internal sealed class AlwaysLeader : ILeadership
{
    public bool IsHeld => true;

    public CancellationToken Lost => CancellationToken.None;

    public TimeSpan EnsureMayWrite() => Timeout.InfiniteTimeSpan;

    public Task WaitUntilHeldAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
