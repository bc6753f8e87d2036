namespace SegmentOperator.Kubernetes;

/// <summary>Asked before each write, and again before its bytes leave; throws when this process may no longer write.</summary>
public interface IWriteFence
{
    /// <summary>
    /// Returns how long a write that begins now may take before somebody else may act, or
    /// <see cref="Timeout.InfiniteTimeSpan"/>. Throws when writing is not allowed.
    /// </summary>
    TimeSpan EnsureMayWrite();
}
