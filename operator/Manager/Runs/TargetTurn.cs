using System.Collections.Concurrent;
using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Runtime;

namespace SegmentOperator.Manager.Runs;

/// <summary>One run at a time for a target org: whoever has started and not ended holds it, the others wait in the order they came.</summary>
internal sealed class TargetTurn(ICache<DeploymentRequest> requests)
{
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _gates = new(StringComparer.Ordinal);

    /// <summary>Only one reconcile at a time may look at a target's turn and take it: between the two, statuses must not move.</summary>
    public async Task<IDisposable> EnterAsync(string targetKey, CancellationToken cancellationToken)
    {
        var gate = _gates.GetOrAdd(targetKey, _ => new SemaphoreSlim(1, 1));
        await gate.WaitAsync(cancellationToken);
        return new Exit(gate);
    }

    /// <summary>How many requests are before this one; 0: it is its turn.</summary>
    public int Ahead(DeploymentRequest request, string targetKey, DateTimeOffset queuedAt)
    {
        var mine = (queuedAt, request.Metadata.Uid);
        return requests.ByIndex(Indexes.ByTarget, targetKey)
            .Where(other => other.Metadata.Uid != request.Metadata.Uid)
            .Count(other => HoldsTarget(other) || (IsWaiting(other) && (other.Status!.Target!.QueuedAt!.Value, other.Metadata.Uid).CompareTo(mine) < 0));
    }

    /// <summary>For the cache's index: the target that a request waits for or runs against.</summary>
    public static IEnumerable<string> KeysOf(DeploymentRequest request) =>
        request.Status is { Target.Key: { Length: > 0 } key, Phase: { } phase } && !phase.IsTerminal() ? [key] : [];

    private static bool HoldsTarget(DeploymentRequest request) => request.Status?.Phase is DeploymentPhase.Starting or DeploymentPhase.Running;

    private static bool IsWaiting(DeploymentRequest request) => request.Status is { Phase: DeploymentPhase.Queued, Target.QueuedAt: not null };

    private sealed class Exit(SemaphoreSlim gate) : IDisposable
    {
        public void Dispose() => gate.Release();
    }
}
