namespace SegmentOperator.Kubernetes;

/// <summary>Whether a kind lives in namespaces.</summary>
public enum EntityScope
{
    /// <summary>One object per namespace and name.</summary>
    Namespaced,

    /// <summary>One object per name in the whole cluster.</summary>
    Cluster,
}
