namespace SegmentOperator.Kubernetes;

/// <summary>One entry and its file.</summary>
public sealed class KeyToPath
{
    public string Key { get; set; } = "";

    public string Path { get; set; } = "";

    public int? Mode { get; set; }
}
