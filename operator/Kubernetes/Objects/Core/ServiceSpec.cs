namespace SegmentOperator.Kubernetes;

/// <summary>A service's address and selection.</summary>
public sealed class ServiceSpec
{
    public string? Type { get; set; }

    public Dictionary<string, string>? Selector { get; set; }

    public List<ServicePort>? Ports { get; set; }

    public string? ClusterIP { get; set; }
}
