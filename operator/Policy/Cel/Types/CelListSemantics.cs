namespace SegmentOperator.Policy.Cel;

/// <summary>
/// How a list from a Kubernetes object compares and adds: <c>x-kubernetes-list-type</c>. A set compares without order and
/// adds only what it lacks; a map compares by its key fields and lets the right side's entry replace the left side's.
/// </summary>
public enum CelListSemantics
{
    /// <summary>An ordinary CEL list.</summary>
    Atomic,

    /// <summary>Each scalar at most once.</summary>
    Set,

    /// <summary>Objects that are told apart by <see cref="CelType.ListKeys"/>.</summary>
    Map,
}
