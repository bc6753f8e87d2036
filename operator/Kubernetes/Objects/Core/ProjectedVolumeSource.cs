namespace SegmentOperator.Kubernetes;

/// <summary>Several sources in one directory.</summary>
public sealed class ProjectedVolumeSource
{
    public int? DefaultMode { get; set; }

    public List<VolumeProjection>? Sources { get; set; }
}
