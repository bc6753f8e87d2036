namespace SegmentOperator.Kubernetes;

/// <summary>Linux capabilities added and dropped.</summary>
public sealed class Capabilities
{
    public List<string>? Add { get; set; }

    public List<string>? Drop { get; set; }
}
