namespace SegmentOperator.Kubernetes;

/// <summary>A port or a range.</summary>
public sealed class NetworkPolicyPort
{
    public string? Protocol { get; set; }

    public IntOrString? Port { get; set; }

    public int? EndPort { get; set; }
}
