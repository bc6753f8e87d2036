using SegmentOperator.Kubernetes;
using SegmentOperator.Runtime;

namespace SegmentOperator.Manager.Segments.Isolation;

/// <summary>Keeps one object as it should be; sends nothing when it already is.</summary>
internal sealed class IsolationApplier<T>(IKubernetesClient client, ICache<T> cache)
    where T : class, IKubernetesObject<T>
{
    private static readonly ApplyOptions Options = new() { FieldManager = Names.FieldManager, Force = true };

    /// <summary>Applies <paramref name="desired"/> where the cluster differs from it.</summary>
    /// <returns>What was wrong with it, "was missing" or "was changed"; null when nothing was.</returns>
    public async Task<string?> EnsureAsync(T desired, CancellationToken cancellationToken)
    {
        var live = cache.Get(ObjectKey.Of(desired));
        if (live is { Metadata.DeletionTimestamp: null } && DesiredState.IsIn(desired, live))
            return null;
        cache.ObserveWrite(await client.ApplyAsync(desired, Options, cancellationToken));
        return live is null ? "was missing" : "was changed";
    }
}
