using System.Text.Json.Nodes;
using SegmentOperator.Kubernetes;
using SegmentOperator.Runtime;

namespace SegmentOperator.Benchmarks.Runtime;

/// <summary>The trivial controller: an object without the status gets it.</summary>
internal sealed class StatusWriter(IKubernetesClient client, StatusWriter.Progress progress) : IEntityController<Pod>
{
    public async Task<ReconcileResult> ReconcileAsync(Pod entity, CancellationToken cancellationToken)
    {
        progress.Reconciled();
        if (entity.Status?.Message == progress.Goal)
            return ReconcileResult.Done;
        var patch = Patch.Merge(new JsonObject { ["status"] = new JsonObject { ["message"] = progress.Goal } });
        await client.PatchAsync<Pod>(entity.Metadata.Name!, entity.Metadata.Namespace, patch, new() { Subresource = "status" }, cancellationToken);
        progress.Written();
        return ReconcileResult.Done;
    }

    /// <summary>How far it is.</summary>
    internal sealed class Progress(string goal, int count)
    {
        private int _written;
        private int _reconciled;

        public string Goal => goal;

        public TaskCompletionSource All { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Reconciles => _reconciled;

        public void Reconciled() => Interlocked.Increment(ref _reconciled);

        public void Written()
        {
            if (Interlocked.Increment(ref _written) == count)
                All.TrySetResult();
        }
    }
}
