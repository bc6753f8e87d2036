namespace SegmentOperator.Kubernetes;

/// <summary>A Secret as files.</summary>
public sealed class SecretVolumeSource
{
    public string SecretName { get; set; } = "";

    public int? DefaultMode { get; set; }

    public bool? Optional { get; set; }

    public List<KeyToPath>? Items { get; set; }
}
