namespace SegmentOperator.DevCluster.Controllers;

/// <summary>The controllers that a cluster starts.</summary>
internal static class ControllerRoom
{
    public static IReadOnlyList<IClusterController> Create(ClusterContext cluster) =>
    [
        new NamespaceDefaults(cluster),
        new NamespaceDeletion(cluster),
        new CustomResourceCleanup(cluster),
        new GarbageCollector(cluster),
        new EventExpiry(cluster),
    ];
}
