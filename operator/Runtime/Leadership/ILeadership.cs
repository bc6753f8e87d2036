using SegmentOperator.Kubernetes;

namespace SegmentOperator.Runtime;

/// <summary>Whether this process is the one that acts. Without leader election it always is.</summary>
public interface ILeadership : IWriteFence
{
    /// <summary>Whether the lease is held and, by local monotonic time, still runs.</summary>
    bool IsHeld { get; }

    /// <summary>Ends when the lease is lost; it never comes back in this process.</summary>
    CancellationToken Lost { get; }

    /// <summary>Throws <see cref="LeadershipLostException"/> unless the lease is held and still runs.</summary>
    void EnsureHeld() => EnsureMayWrite();

    /// <summary>Waits until this process becomes the leader.</summary>
    Task WaitUntilHeldAsync(CancellationToken cancellationToken);
}
