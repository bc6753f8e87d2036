namespace SegmentOperator.Kubernetes;

/// <summary>What the server says about a list.</summary>
public sealed class ListMeta
{
    /// <summary>Where a watch of the same collection goes on from. Opaque.</summary>
    public string? ResourceVersion { get; set; }

    /// <summary>Token of the next page; empty on the last.</summary>
    public string? Continue { get; set; }

    /// <summary>How many objects follow this page, where the server knows.</summary>
    public long? RemainingItemCount { get; set; }
}
