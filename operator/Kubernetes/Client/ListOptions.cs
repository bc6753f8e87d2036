namespace SegmentOperator.Kubernetes;

/// <summary>What to list.</summary>
public sealed record ListOptions
{
    /// <summary>The namespace; null for all.</summary>
    public string? Namespace { get; init; }

    /// <summary>Label selector in kubectl's syntax.</summary>
    public string? LabelSelector { get; init; }

    /// <summary>Field selector, <c>metadata.name=x</c>.</summary>
    public string? FieldSelector { get; init; }

    /// <summary>"0": any state the server has at hand. Null: the newest.</summary>
    public string? ResourceVersion { get; init; }

    /// <summary><c>NotOlderThan</c> or <c>Exact</c>.</summary>
    public string? ResourceVersionMatch { get; init; }

    /// <summary>Objects per page; null for all at once.</summary>
    public int? Limit { get; init; }

    /// <summary>The continue token of the page before.</summary>
    public string? Continue { get; init; }
}
