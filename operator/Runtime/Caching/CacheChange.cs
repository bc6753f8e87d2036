using SegmentOperator.Kubernetes;

namespace SegmentOperator.Runtime;

/// <summary>One change of a cache.</summary>
/// <typeparam name="T">The kind.</typeparam>
/// <param name="Key">Which object.</param>
/// <param name="Before">Null when it is new.</param>
/// <param name="After">Null when it is gone.</param>
/// <param name="Initial">It came with a first list, not as news.</param>
public readonly record struct CacheChange<T>(ObjectKey Key, T? Before, T? After, bool Initial)
    where T : class, IKubernetesObject<T>;
