using System.Diagnostics;

namespace SegmentOperator.Runtime;

/// <summary>Spans of reconciles.</summary>
internal static class ReconcileActivity
{
    private static readonly ActivitySource Source = new("SegmentOperator.Runtime");

    /// <summary>A span of its own, linked to what asked for it: several causes may end in one reconcile.</summary>
    public static Activity? Start(string controller, WorkItem item)
    {
        var links = item.Causes.Select(cause => new ActivityLink(cause));
        var activity = Source.StartActivity($"reconcile {controller}", ActivityKind.Internal, default(ActivityContext), links: links);
        activity?.SetTag("k8s.controller", controller);
        activity?.SetTag("k8s.namespace.name", item.Key.Namespace);
        activity?.SetTag("k8s.object.name", item.Key.Name);
        return activity;
    }
}
