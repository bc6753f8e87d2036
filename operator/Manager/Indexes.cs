namespace SegmentOperator.Manager;

/// <summary>Names of the caches' indexes.</summary>
internal static class Indexes
{
    public const string ByNamespace = "namespace";

    /// <summary>Requests and grants by their segment's name.</summary>
    public const string BySegment = "segment";

    /// <summary>Pods and bindings by the UID of what they were made for.</summary>
    public const string ByOwnerUid = "ownerUid";

    /// <summary>Requests by the target that they wait for or run against.</summary>
    public const string ByTarget = "target";

    /// <summary>Approvals by the uid of what they decide on.</summary>
    public const string ByTargetUid = "targetUid";

    /// <summary>Grants by their uid.</summary>
    public const string ByUid = "uid";

    /// <summary>Grants under break-glass whose review is open, by their segment.</summary>
    public const string Unreviewed = "unreviewed";
}
