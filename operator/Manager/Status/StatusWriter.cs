using System.Text.Json;
using System.Text.Json.Nodes;
using SegmentOperator.Kubernetes;
using SegmentOperator.Runtime;

namespace SegmentOperator.Manager.Status;

/// <summary>
/// The one writer of a kind's status: sends what changed, under the resourceVersion that was read, and nothing when nothing changed. A
/// conflict is thrown, and the reconcile starts over from the newer state.
/// </summary>
internal sealed class StatusWriter<T>(IKubernetesClient client, ICache<T> cache)
    where T : class, IKubernetesObject<T>
{
    private static readonly PatchOptions Options = new() { FieldManager = Names.FieldManager, Subresource = "status" };

    /// <param name="before">The object as it was read.</param>
    /// <param name="after">The same object with the status that it should have.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The object as the server has it now; <paramref name="after"/> when nothing was sent.</returns>
    public async Task<T> WriteAsync(T before, T after, CancellationToken cancellationToken)
    {
        if (MergeDiff.Between(StatusOf(before), StatusOf(after)) is not { } changes)
            return after;
        var patch = Patch.Merge(new JsonObject { ["status"] = changes }, before.Metadata.ResourceVersion, before.Metadata.Uid);
        var written = await client.PatchAsync<T>(before.Metadata.Name!, before.Metadata.Namespace, patch, Options, cancellationToken);
        cache.ObserveWrite(written);
        return written;
    }

    private static JsonObject? StatusOf(T value) =>
        JsonSerializer.SerializeToNode(value, T.ResourceType.Json)?["status"] as JsonObject;
}
