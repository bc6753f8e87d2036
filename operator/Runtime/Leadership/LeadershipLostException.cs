using SegmentOperator.Kubernetes;

namespace SegmentOperator.Runtime;

/// <summary>A write was tried by a process that is not, or no longer, the leader. Nothing was sent.</summary>
public sealed class LeadershipLostException() : FencedException("This process is not the leader, so it does not write.");
