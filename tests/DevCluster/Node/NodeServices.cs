using SegmentOperator.DevCluster.Node.Processes;

namespace SegmentOperator.DevCluster.Node;

/// <summary>What the pods of a node share.</summary>
internal sealed record NodeServices(
    ClusterContext Cluster,
    NodeOptions Options,
    string Directory,
    Isolation Isolation,
    PrivateRoot? PrivateRoot,
    ProcessLauncher Launcher,
    EventRecorder Events,
    Images Images)
{
    public TimeProvider Time => Cluster.Time;
}
