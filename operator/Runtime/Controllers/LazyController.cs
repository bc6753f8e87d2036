using SegmentOperator.Kubernetes;

namespace SegmentOperator.Runtime;

/// <summary>Makes the reconciler on first use, so that it may ask for its own controller's queue.</summary>
internal sealed class LazyController<T>(Func<IEntityController<T>> make) : IEntityController<T>
    where T : class, IKubernetesObject<T>
{
    private readonly Lazy<IEntityController<T>> _made = new(make);

    public Task<ReconcileResult> ReconcileAsync(T entity, CancellationToken cancellationToken) =>
        _made.Value.ReconcileAsync(entity, cancellationToken);

    public Task DeletedAsync(ObjectKey key, CancellationToken cancellationToken) => _made.Value.DeletedAsync(key, cancellationToken);
}
