using System.Diagnostics;
using SegmentOperator.Kubernetes;

namespace SegmentOperator.Runtime;

/// <summary>
/// Spans of changes that a watch brought or that this process wrote: what a change led to links to its span. What a first list brought is
/// no news and has none.
/// </summary>
internal static class ChangeActivity
{
    private static readonly ActivitySource Source = new("SegmentOperator.Runtime");

    /// <param name="change">What is told.</param>
    /// <param name="writer">The span under which this process wrote it; none when somebody else did.</param>
    public static Activity? Start<T>(in CacheChange<T> change, ActivityContext writer)
        where T : class, IKubernetesObject<T>
    {
        if (change.Initial || !Source.HasListeners())
            return null;
        var activity = Source.StartActivity($"change {T.ResourceType.Kind}", ActivityKind.Consumer, writer);
        activity?.SetTag("k8s.namespace.name", change.Key.Namespace);
        activity?.SetTag("k8s.object.name", change.Key.Name);
        activity?.SetTag("k8s.object.uid", (change.After ?? change.Before)?.Metadata.Uid);
        activity?.SetTag("k8s.object.resource_version", (change.After ?? change.Before)?.Metadata.ResourceVersion);
        activity?.SetTag("k8s.change.type", (change.Before, change.After) switch
        {
            (null, _) => "added",
            (_, null) => "deleted",
            _ => "modified",
        });
        return activity;
    }
}
