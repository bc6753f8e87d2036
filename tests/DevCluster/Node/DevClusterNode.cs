namespace SegmentOperator.DevCluster.Node;

/// <summary>The cluster's node, for tests that need what only a node can do.</summary>
public abstract class DevClusterNode
{
    /// <summary>The node's name.</summary>
    public abstract string Name { get; }

    /// <summary>How its containers are kept apart; never <see cref="Isolation.Automatic"/>.</summary>
    public abstract Isolation Isolation { get; }

    /// <summary>
    /// Evicts a pod as a kubelet under pressure does: kills it and marks it Failed with reason Evicted. Returns when the
    /// status is written.
    /// </summary>
    /// <exception cref="InvalidOperationException">The pod does not run here.</exception>
    public abstract Task EvictAsync(string ns, string name, CancellationToken cancellation = default);
}
