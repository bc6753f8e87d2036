namespace SegmentOperator.Kubernetes;

/// <summary>Operations on resources.</summary>
public sealed class NamedRuleWithOperations
{
    public List<string>? ApiGroups { get; set; }

    public List<string>? ApiVersions { get; set; }

    public List<string>? Resources { get; set; }

    public List<string>? ResourceNames { get; set; }

    public List<string>? Operations { get; set; }

    public string? Scope { get; set; }
}
