using SegmentOperator.Stage;

namespace SegmentOperator.EndToEnd;

/// <summary>A test that installs a world of its own beside others: on DevCluster or a control plane of KUBEBUILDER_ASSETS, not on a given cluster.</summary>
public sealed class OwnClusterFactAttribute : FactAttribute
{
    public OwnClusterFactAttribute()
    {
        if (StageCluster.Given is not null)
            Skip = "Needs a cluster of its own beside the other tests'.";
    }
}
