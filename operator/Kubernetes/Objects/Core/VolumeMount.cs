namespace SegmentOperator.Kubernetes;

/// <summary>A volume's place in a container.</summary>
public sealed class VolumeMount
{
    public string Name { get; set; } = "";

    public string MountPath { get; set; } = "";

    public bool? ReadOnly { get; set; }

    public string? SubPath { get; set; }
}
