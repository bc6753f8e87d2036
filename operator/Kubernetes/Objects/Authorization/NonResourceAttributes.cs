namespace SegmentOperator.Kubernetes;

/// <summary>A verb on a path.</summary>
public sealed class NonResourceAttributes
{
    public string? Path { get; set; }

    public string? Verb { get; set; }
}
