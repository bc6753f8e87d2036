namespace SegmentOperator.Kubernetes;

/// <summary>A container's resource request or limit.</summary>
public sealed class ResourceFieldSelector
{
    public string? ContainerName { get; set; }

    public string Resource { get; set; } = "";

    public string? Divisor { get; set; }
}
