namespace SegmentOperator.Kubernetes;

/// <summary>One page, or all, of a collection.</summary>
/// <typeparam name="T">The kind of the items.</typeparam>
public sealed class KubernetesList<T>
{
    /// <summary>Group and version of the list.</summary>
    public string? ApiVersion { get; set; }

    /// <summary>The list's kind, <c>PodList</c>.</summary>
    public string? Kind { get; set; }

    /// <summary>The collection's resourceVersion and, on a page that is not the last, the continue token.</summary>
    public ListMeta Metadata { get; set; } = new();

    /// <summary>The objects; never null. Their apiVersion and kind are filled in although the server leaves them out.</summary>
    public List<T> Items { get; set; } = [];
}
