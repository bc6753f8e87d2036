namespace SegmentOperator.Kubernetes;

/// <summary>One entry of a Secret or ConfigMap.</summary>
public sealed class KeySelector
{
    public string Name { get; set; } = "";

    public string Key { get; set; } = "";

    public bool? Optional { get; set; }
}
