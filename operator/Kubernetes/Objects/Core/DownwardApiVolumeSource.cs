namespace SegmentOperator.Kubernetes;

/// <summary>Fields of the pod as files.</summary>
public sealed class DownwardApiVolumeSource
{
    public int? DefaultMode { get; set; }

    public List<DownwardApiVolumeFile>? Items { get; set; }
}
