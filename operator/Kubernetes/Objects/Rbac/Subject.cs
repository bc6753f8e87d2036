namespace SegmentOperator.Kubernetes;

/// <summary>A user, group or service account.</summary>
public sealed class Subject
{
    public string Kind { get; set; } = "";

    public string? ApiGroup { get; set; }

    public string Name { get; set; } = "";

    public string? Namespace { get; set; }
}
