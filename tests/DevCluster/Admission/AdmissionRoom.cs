using SegmentOperator.DevCluster.Http;

namespace SegmentOperator.DevCluster.Admission;

/// <summary>The chain of admission plugins, in order.</summary>
internal static class AdmissionRoom
{
    public static IReadOnlyList<IAdmissionPlugin> CreateChain(ClusterContext cluster) => [];
}
