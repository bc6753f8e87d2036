namespace SegmentOperator.Kubernetes;

/// <summary>Asked at the last moment before each write; throws when this process may no longer write.</summary>
public interface IWriteFence
{
    /// <summary>Returns when writing is allowed, throws when it is not.</summary>
    void EnsureMayWrite();
}
