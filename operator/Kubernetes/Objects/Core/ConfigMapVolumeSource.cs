namespace SegmentOperator.Kubernetes;

/// <summary>A ConfigMap as files.</summary>
public sealed class ConfigMapVolumeSource
{
    public string Name { get; set; } = "";

    public int? DefaultMode { get; set; }

    public bool? Optional { get; set; }

    public List<KeyToPath>? Items { get; set; }
}
