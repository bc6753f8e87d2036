namespace SegmentOperator.Kubernetes;

/// <summary>The role bound; it never changes.</summary>
public sealed class RoleRef
{
    public string ApiGroup { get; set; } = "";

    public string Kind { get; set; } = "";

    public string Name { get; set; } = "";
}
