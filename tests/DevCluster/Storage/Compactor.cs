using SegmentOperator.DevCluster.Controllers;

namespace SegmentOperator.DevCluster.Storage;

/// <summary>
/// Keeps the store from growing with its uptime, in the way of kube-apiserver and etcd: changes are forgotten after two minutes, and
/// Events are gone an hour after they last changed.
/// </summary>
internal sealed class Compactor(ClusterContext cluster) : IClusterController
{
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan EventLife = TimeSpan.FromHours(1);

    /// <summary>The kind whose objects have a lease.</summary>
    private const string Events = "/events";

    public async Task RunAsync(CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(Period, cluster.Time);
        while (await timer.WaitForNextTickAsync(cancellation))
        {
            Expire();
            cluster.Store.Compact(cluster.Time.GetUtcNow() - Memory);
            // Whoever watches the process sees what is in use, not what was: a large machine would collect much later.
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: false);
        }
    }

    private void Expire()
    {
        var oldest = cluster.Time.GetUtcNow() - EventLife;
        foreach (var stored in cluster.Store.List(Events, null)!.Objects.Where(o => o.WrittenAt < oldest))
            cluster.Store.Delete(Events, stored.Namespace, stored.Name, stored.Revision);
    }
}
