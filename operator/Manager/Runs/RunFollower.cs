using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Kubernetes;
using SegmentOperator.Manager.DeploymentRequests;
using SegmentOperator.Runtime;

namespace SegmentOperator.Manager.Runs;

/// <summary>Finds a request's pod and follows it to its end.</summary>
internal sealed class RunFollower(IKubernetesClient client, ICache<Pod> pods, PodRelease release)
{
    /// <summary>A runner that has not started by then will not: its image is missing, or nothing can run it.</summary>
    public static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(5);

    /// <summary>How long after its grace period a deleted pod is followed, and after its deadline a running one.</summary>
    private static readonly TimeSpan GivenUp = TimeSpan.FromSeconds(61);

    private static readonly string[] NeverStarts = ["InvalidImageName", "ErrImageNeverPull", "CreateContainerConfigError", "ErrImagePull", "ImagePullBackOff"];

    /// <summary>The pod of a request that has claimed its run; asks the API server when the cache has none.</summary>
    public async Task<Pod?> FindAsync(DeploymentRequest request, CancellationToken cancellationToken)
    {
        if (request.Status?.Run?.ClaimedAt is null)
            return null;
        var run = RunNames.Of(request);
        var pod = pods.Get(new ObjectKey(run.Namespace, run.Name)) ?? await client.FindAsync<Pod>(run.Name, run.Namespace, cancellationToken);
        // Somebody else's pod of that name cannot be told from ours by its name alone.
        return pod?.Metadata.Labels?.GetValueOrDefault(Names.OwnerUidLabel) == run.RequestUid ? pod : null;
    }

    /// <summary>Takes the pod's state over into the request, and ends a pod that will not start.</summary>
    /// <returns>When to look again if the pod says nothing; null when it has ended.</returns>
    public async Task<TimeSpan?> FollowAsync(RequestWork work, Pod pod, CancellationToken cancellationToken)
    {
        var report = RunReport.Of(pod, work.Status.Artifact!.Digest!, work.Now);
        RunRecord.Set(work, pod, report);
        if (work.Phase.IsTerminal())
            return null;
        if (pod.Metadata.DeletionTimestamp is { } leaving)
            return Until(leaving + GivenUp, work.Now);
        var run = work.Status.Run!;
        var end = run.Deadline ?? work.Now + StartTimeout;
        if (report.State != RunState.Starting)
            return Until(end + GivenUp, work.Now);
        // The kubelet's own deadline counts from when a node took the pod: one that no node takes would wait for ever.
        var startBy = NeverStarts.Contains(report.Reason) ? Earlier(end, (run.ClaimedAt ?? work.Now) + StartTimeout) : end;
        if (startBy <= work.Now)
            await release.EndAsync(pod, cancellationToken);
        return Until(startBy, work.Now);
    }

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;

    private static TimeSpan Until(DateTimeOffset then, DateTimeOffset now) => then > now ? then - now : TimeSpan.FromMinutes(1);
}
