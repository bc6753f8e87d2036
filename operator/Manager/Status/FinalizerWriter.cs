using SegmentOperator.Kubernetes;
using SegmentOperator.Runtime;

namespace SegmentOperator.Manager.Status;

/// <summary>Sets and removes a kind's finalizer, and lets the cache see it at once.</summary>
internal sealed class FinalizerWriter<T>(IKubernetesClient client, ICache<T> cache)
    where T : class, IKubernetesObject<T>
{
    /// <returns>The object as it is then.</returns>
    public async Task<T> EnsureAsync(T value, string finalizer, CancellationToken cancellationToken)
    {
        if (value.HasFinalizer(finalizer))
            return value;
        var written = await client.AddFinalizerAsync(value, finalizer, cancellationToken);
        cache.ObserveWrite(written);
        return written.DeepCopy();
    }

    public async Task RemoveAsync(T value, string finalizer, CancellationToken cancellationToken)
    {
        if (value.HasFinalizer(finalizer))
            await client.RemoveFinalizerAsync(value, finalizer, cancellationToken);
    }
}
