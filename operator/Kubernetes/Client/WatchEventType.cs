namespace SegmentOperator.Kubernetes;

/// <summary>What happened to a watched object.</summary>
public enum WatchEventType
{
    /// <summary>It exists now.</summary>
    Added,

    /// <summary>It changed.</summary>
    Modified,

    /// <summary>It is gone.</summary>
    Deleted,

    /// <summary>Nothing happened up to this resourceVersion.</summary>
    Bookmark,
}
