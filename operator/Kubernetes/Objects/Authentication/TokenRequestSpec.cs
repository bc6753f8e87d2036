namespace SegmentOperator.Kubernetes;

/// <summary>For whom, how long, bound to what.</summary>
public sealed class TokenRequestSpec
{
    public List<string>? Audiences { get; set; }

    public long? ExpirationSeconds { get; set; }

    public BoundObjectReference? BoundObjectRef { get; set; }
}
