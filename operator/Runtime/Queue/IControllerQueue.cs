using SegmentOperator.Kubernetes;

namespace SegmentOperator.Runtime;

/// <summary>The queue of one controller, for callers that know of a reason the watches do not see.</summary>
/// <typeparam name="T">The controller's kind.</typeparam>
public interface IControllerQueue<T>
    where T : class, IKubernetesObject<T>
{
    /// <summary>Asks for a reconcile soon. Many calls before it make one.</summary>
    void Enqueue(ObjectKey key);

    /// <summary>Asks for a reconcile after a pause, unless one is asked for earlier.</summary>
    void EnqueueAfter(ObjectKey key, TimeSpan delay);
}
