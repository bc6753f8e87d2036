using SegmentOperator.Kubernetes;

namespace SegmentOperator.Runtime;

/// <summary>Server-side apply that sends nothing when nothing would change.</summary>
public interface IApplier
{
    /// <summary>
    /// Applies <paramref name="desired"/> unless <paramref name="current"/> already says the same and nothing that was applied
    /// before is to be taken away.
    /// </summary>
    /// <param name="desired">The fields that are to be ours.</param>
    /// <param name="current">The object as last seen, or null when there is none.</param>
    /// <param name="options">As for <see cref="IKubernetesClient.ApplyAsync"/>.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <returns>The object as it is then.</returns>
    Task<T> ApplyAsync<T>(T desired, T? current, ApplyOptions options, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<T>;
}
