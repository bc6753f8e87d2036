using SegmentOperator.Stage;

namespace SegmentOperator.EndToEnd;

/// <summary>A test of what only DevCluster can do: let calls go wrong, serve the logs of its node.</summary>
public sealed class DevClusterFactAttribute : FactAttribute
{
    public DevClusterFactAttribute()
    {
        if (!StageCluster.IsDevCluster)
            Skip = "Only DevCluster lets calls go wrong and serves its node's logs.";
    }
}
