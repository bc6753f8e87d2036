namespace SegmentOperator.DevCluster.Controllers;

/// <summary>The controllers that a cluster starts.</summary>
internal static class ControllerRoom
{
    public static IReadOnlyList<IClusterController> Create(ClusterContext cluster) => [];
}
