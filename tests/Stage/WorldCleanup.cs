using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Kubernetes;

namespace SegmentOperator.Stage;

/// <summary>Takes what a world made out of a cluster that stays, while the operator still runs and can let go of it.</summary>
internal static class WorldCleanup
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public static async Task CleanAsync(IKubernetesClient admin)
    {
        await DeleteAllAsync<DeploymentRequest>(admin);
        await DeleteAllAsync<AccessGrant>(admin);
        await DeleteAllAsync<Segment>(admin);
        await admin.DeleteAsync<Namespace>(World.TeamNamespace, null, new DeleteOptions(), default);
    }

    private static async Task DeleteAllAsync<T>(IKubernetesClient admin)
        where T : class, IKubernetesObject<T>
    {
        var started = TimeProvider.System.GetTimestamp();
        while ((await admin.ListAsync<T>(new ListOptions(), default)).Items is { Count: > 0 } left)
        {
            if (TimeProvider.System.GetElapsedTime(started) > Patience)
                throw new TimeoutException($"{left.Count} {T.ResourceType.GroupResource} do not go; the first is {left[0].Metadata.Name}.");
            foreach (var value in left.Where(value => value.Metadata.DeletionTimestamp is null))
                await admin.DeleteAsync<T>(value.Metadata.Name!, value.Metadata.Namespace, new DeleteOptions(), default);
            await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System);
        }
    }
}
