using SegmentOperator.DevCluster.Admission.Policies;
using SegmentOperator.DevCluster.Admission.Quotas;
using SegmentOperator.DevCluster.Security.Rbac;

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
        new ClusterRoleAggregation(cluster.Api),
        new PolicyStatus(cluster),
        new QuotaController(cluster),
    ];
}
