using SegmentOperator.Kubernetes;
using SegmentOperator.Runtime;

namespace SegmentOperator.Manager.Runs;

/// <summary>Ends and lets go of runs' pods.</summary>
[Rbac("", "pods", "get,list,watch", Reason = "runs are watched")]
[Rbac("", "pods", "create,patch,delete", Role = Names.IsolationClusterRole, Reason = "a run is one pod in the isolation namespace, kept by a finalizer until its result is recorded")]
internal sealed class PodRelease(IKubernetesClient client)
{
    /// <summary>Asks the pod to end; it stays until <see cref="ReleaseAsync"/>.</summary>
    public async Task EndAsync(Pod pod, CancellationToken cancellationToken)
    {
        if (!pod.IsDeleting())
            await client.DeleteAsync<Pod>(pod.Metadata.Name!, pod.Metadata.Namespace, DeleteOptions.Only(pod), cancellationToken);
    }

    /// <summary>Deletes the pod and lets it go. Only for a pod whose result is recorded, or which never ran.</summary>
    public async Task ReleaseAsync(Pod pod, CancellationToken cancellationToken)
    {
        await EndAsync(pod, cancellationToken);
        if (await client.FindAsync<Pod>(pod.Metadata.Name!, pod.Metadata.Namespace, cancellationToken) is { } live && live.Metadata.Uid == pod.Metadata.Uid)
            await client.RemoveFinalizerAsync(live, Names.RunFinalizer, cancellationToken);
    }
}
