using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Kubernetes;
using SegmentOperator.Manager.Runs;
using SegmentOperator.Manager.Status;
using SegmentOperator.Runtime;

namespace SegmentOperator.Manager.Segments;

/// <summary>
/// Takes a deleted segment down: grants are revoked (their own controller sees the deletion), runs under way end as usual, then the
/// namespace goes, then the segment.
/// </summary>
internal sealed class SegmentDeletion(
    IKubernetesClient client,
    SegmentLoads loads,
    ICache<Pod> pods,
    ICache<Namespace> namespaces,
    PodRelease release,
    FinalizerWriter<Segment> finalizers,
    StatusWriter<Segment> writer,
    IEventRecorder events,
    TimeProvider clock)
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(10);

    public async Task<ReconcileResult> ContinueAsync(Segment segment, CancellationToken cancellationToken)
    {
        if (!segment.HasFinalizer(Names.SegmentFinalizer))
            return ReconcileResult.Done;
        var name = segment.Metadata.Name!;
        var load = loads.Of(name);
        if (!load.IsIdle)
        {
            await SayAsync(segment, "WaitingForEnd", $"Being deleted: waits for {load.LiveRuns} runs to end and {load.ActiveGrants} grants to be revoked.", load, cancellationToken);
            return ReconcileResult.After(LookAgain);
        }

        foreach (var pod in pods.ByIndex(Indexes.ByNamespace, Names.IsolationNamespace(name)))
            await release.ReleaseAsync(pod, cancellationToken);
        var ns = namespaces.Get(new ObjectKey("", Names.IsolationNamespace(name)));
        if (ns is not null && segment.Status?.Namespace == ns.Metadata.Name)
        {
            if (ns.Metadata.DeletionTimestamp is null)
                await client.DeleteAsync<Namespace>(ns.Metadata.Name!, null, DeleteOptions.Only(ns), cancellationToken);
            await SayAsync(segment, "RemovingNamespace", $"Being deleted: waits for the namespace {ns.Metadata.Name} to go.", load, cancellationToken);
            return ReconcileResult.After(LookAgain);
        }

        await finalizers.RemoveAsync(segment, Names.SegmentFinalizer, cancellationToken);
        return ReconcileResult.Done;
    }

    private async Task SayAsync(Segment segment, string reason, string message, SegmentLoad load, CancellationToken cancellationToken)
    {
        var before = segment.DeepCopy();
        var conditions = segment.Status?.Conditions.ToList() ?? [];
        if (conditions.SetReconciling(reason, message, segment.Metadata.Generation, clock))
            events.Record(segment, EventType.Normal, reason, message);
        segment.Status = (segment.Status ?? new()) with
        {
            ObservedGeneration = segment.Metadata.Generation,
            Conditions = conditions,
            LiveRuns = load.LiveRuns,
            ActiveGrants = load.ActiveGrants,
            WaitingRequests = load.WaitingRequests,
        };
        await writer.WriteAsync(before, segment, cancellationToken);
    }
}
