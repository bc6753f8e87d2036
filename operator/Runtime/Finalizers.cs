using System.Text.Json.Nodes;
using SegmentOperator.Kubernetes;

namespace SegmentOperator.Runtime;

/// <summary>Adds and removes finalizers without treading on other writers.</summary>
public static class Finalizers
{
    /// <summary>Whether <paramref name="value"/> carries the finalizer.</summary>
    public static bool HasFinalizer(this IKubernetesObject value, string finalizer) =>
        value.Metadata.Finalizers?.Contains(finalizer) is true;

    /// <summary>Whether <paramref name="value"/> is being deleted.</summary>
    public static bool IsDeleting(this IKubernetesObject value) => value.Metadata.DeletionTimestamp is not null;

    /// <summary>
    /// Sees to it that the object carries the finalizer. Throws a conflict when the object has changed since it was read.
    /// Returns the object as it is then.
    /// </summary>
    public static Task<T> AddFinalizerAsync<T>(
        this IKubernetesClient client, T value, string finalizer, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<T>
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(value);
        return value.HasFinalizer(finalizer)
            ? Task.FromResult(value)
            : SetAsync(client, value, [.. value.Metadata.Finalizers ?? [], finalizer], cancellationToken);
    }

    /// <summary>
    /// Sees to it that the object does not carry the finalizer; deletion may complete with it. An object that is gone is fine.
    /// Throws a conflict when the object has changed since it was read.
    /// </summary>
    public static async Task<T> RemoveFinalizerAsync<T>(
        this IKubernetesClient client, T value, string finalizer, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<T>
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(value);
        if (!value.HasFinalizer(finalizer))
            return value;
        try
        {
            var rest = value.Metadata.Finalizers!.Where(other => other != finalizer);
            return await SetAsync(client, value, rest, cancellationToken);
        }
        catch (KubernetesException error) when (error.IsNotFound)
        {
            return value;
        }
    }

    private static Task<T> SetAsync<T>(IKubernetesClient client, T value, IEnumerable<string> finalizers, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<T>
    {
        var list = new JsonArray();
        foreach (var finalizer in finalizers)
            list.Add((JsonNode)finalizer);
        var patch = Patch.Merge(
            new JsonObject { ["metadata"] = new JsonObject { ["finalizers"] = list } },
            value.Metadata.ResourceVersion,
            value.Metadata.Uid);
        return client.PatchAsync<T>(value.Metadata.Name!, value.Metadata.Namespace, patch, new(), cancellationToken);
    }
}
