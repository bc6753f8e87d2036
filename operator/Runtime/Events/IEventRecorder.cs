using SegmentOperator.Kubernetes;

namespace SegmentOperator.Runtime;

/// <summary>
/// Writes Events. Never blocks and never throws: when the server is slow or many come, repeats become a series and the rest is
/// dropped and counted.
/// </summary>
public interface IEventRecorder
{
    /// <summary>Tells of something that happened to <paramref name="regarding"/>.</summary>
    /// <param name="regarding">The object that <c>kubectl describe</c> shows it at. Needs its UID.</param>
    /// <param name="type">Expected, or worth a look.</param>
    /// <param name="reason">A CamelCase word, the same as the condition's.</param>
    /// <param name="note">For people; at most 1 kB, longer ones are cut.</param>
    /// <param name="action">What the operator was doing, a CamelCase word; null: "Reconcile".</param>
    /// <param name="related">A second object, for example the pod.</param>
    void Record(
        IKubernetesObject regarding,
        EventType type,
        string reason,
        string note,
        string? action = null,
        IKubernetesObject? related = null);
}
