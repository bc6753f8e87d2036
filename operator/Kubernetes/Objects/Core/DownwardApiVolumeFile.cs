namespace SegmentOperator.Kubernetes;

/// <summary>One field and its file.</summary>
public sealed class DownwardApiVolumeFile
{
    public string Path { get; set; } = "";

    public ObjectFieldSelector? FieldRef { get; set; }

    public ResourceFieldSelector? ResourceFieldRef { get; set; }

    public int? Mode { get; set; }
}
