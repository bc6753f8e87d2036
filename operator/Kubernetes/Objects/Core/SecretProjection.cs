namespace SegmentOperator.Kubernetes;

/// <summary>A Secret or ConfigMap inside a projected volume.</summary>
public sealed class SecretProjection
{
    public string Name { get; set; } = "";

    public bool? Optional { get; set; }

    public List<KeyToPath>? Items { get; set; }
}
