using SegmentOperator.Kubernetes;

namespace SegmentOperator.Runtime;

/// <summary>
/// Brings the world in line with objects of one kind. One key is never in two calls at once; a call that throws is repeated
/// with growing pauses (5 ms to 1000 s) for ever, unless it throws <see cref="TerminalException"/>.
/// </summary>
/// <typeparam name="T">The kind.</typeparam>
public interface IEntityController<T>
    where T : class, IKubernetesObject<T>
{
    /// <summary>
    /// Looks at <paramref name="entity"/>, a copy that belongs to the call, and does what is missing. Must bear being repeated.
    /// Also called for an object that is being deleted, as long as it has finalizers.
    /// </summary>
    /// <param name="entity">The newest known state, own writes included.</param>
    /// <param name="cancellationToken">Ends when the call takes too long, the leadership is lost, or the process stops.</param>
    /// <returns>When to be called again, short of a change.</returns>
    Task<ReconcileResult> ReconcileAsync(T entity, CancellationToken cancellationToken);

    /// <summary>The object is gone. May be missed while the process is down: what must not be missed needs a finalizer.</summary>
    /// <param name="key">The object that was.</param>
    /// <param name="cancellationToken">As above.</param>
    Task DeletedAsync(ObjectKey key, CancellationToken cancellationToken) => Task.CompletedTask;
}
