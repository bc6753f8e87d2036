using SegmentOperator.DevCluster.Controllers;

namespace SegmentOperator.DevCluster.Node;

/// <summary>The node: asked for when <see cref="DevClusterOptions.NodeEnabled"/>.</summary>
internal static class NodeRoom
{
    public static (IClusterController Agent, IPodLogs Logs)? Create(ClusterContext cluster)
    {
        var agent = new NodeAgent(cluster);
        cluster.Node = agent;
        return (agent, new PodLogs(agent, cluster.Time));
    }
}
