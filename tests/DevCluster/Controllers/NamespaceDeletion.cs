using System.Text.Json.Nodes;
using SegmentOperator.DevCluster.Http;
using SegmentOperator.DevCluster.Resources;

namespace SegmentOperator.DevCluster.Controllers;

/// <summary>Empties namespaces that are being deleted, pods first, and lets them go once nothing is left.</summary>
internal sealed class NamespaceDeletion(ClusterContext cluster) : IClusterController
{
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(250), FirstPause = TimeSpan.FromMilliseconds(50), LongestPause = TimeSpan.FromSeconds(1);
    private readonly KeyedTasks _deletions = new();

    public async Task RunAsync(CancellationToken cancellation)
    {
        try
        {
            await foreach (var change in cluster.Api.WatchAsync(cluster.Api.Resource("namespaces"), cancellation))
            {
                var value = change.Object.Value;
                if (value.IsDeleting() && IsHeld(value))
                    _deletions.Start(value.Uid(), () => DeleteAsync(value.Name(), value.Uid(), cancellation));
            }
        }
        finally
        {
            await _deletions.WhenAllAsync();
        }
    }

    private static bool IsHeld(JsonObject ns) => ns.Texts("spec", "finalizers").Contains("kubernetes");

    private async Task DeleteAsync(string name, string uid, CancellationToken cancellation)
    {
        // What was under way into the namespace arrives first; the real controller gives it five seconds.
        await Task.Delay(Grace, cluster.Time, cancellation);
        var pause = FirstPause;
        while (!TryFinish(name, uid))
        {
            await Task.Delay(pause, cluster.Time, cancellation);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    // True when there is nothing more to do for this namespace.
    private bool TryFinish(string name, string uid)
    {
        var namespaces = cluster.Api.Resource("namespaces");
        try
        {
            var current = cluster.Api.Get(namespaces, "", name);
            if (current is null || current.Uid() != uid)
                return true;
            var remaining = DeleteContent(name);
            cluster.Api.Modify(namespaces, "", name, ns => ns.Uid() == uid && WriteConditions(ns, remaining), "status");
            if (remaining.Count > 0)
                return false;
            cluster.Api.Modify(namespaces, "", name, ns =>
            {
                ns["spec"]!["finalizers"] = new JsonArray([.. ns.Texts("spec", "finalizers").Where(f => f != "kubernetes").Select(f => (JsonNode)f)]);
                return ns.Uid() == uid;
            }, "finalize");
            return true;
        }
        catch (ApiException exception)
        {
            cluster.Log($"namespace {name} could not be emptied, trying again: {exception.Message}");
            return false;
        }
    }

    /// <summary>Deletes what is there; returns what stays. As long as there are pods, nothing else goes.</summary>
    private List<(ResourceInfo Resource, JsonObject Value)> DeleteContent(string ns)
    {
        var resources = cluster.Resources.All
            .Where(r => r.Namespaced && r.Verbs.Contains("delete") && r.Verbs.Contains("list"))
            .GroupBy(r => r.StorageKey).Select(g => g.First()).OrderBy(r => r.QualifiedName, StringComparer.Ordinal).ToList();
        var pods = resources.Where(r => r.StorageKey == "/pods").ToList();
        return DeleteAll(pods, ns) is { Count: > 0 } remaining ? remaining : DeleteAll(resources, ns);
    }

    private List<(ResourceInfo, JsonObject)> DeleteAll(IReadOnlyList<ResourceInfo> resources, string ns)
    {
        foreach (var resource in resources)
        {
            foreach (var value in cluster.Api.List(resource, ns).Where(v => !v.IsDeleting()))
                cluster.Api.Delete(resource, ns, value.Name(), value.Uid(), propagationPolicy: "Background");
        }
        return [.. resources.SelectMany(r => cluster.Api.List(r, ns).Select(v => (r, v)))];
    }

    private bool WriteConditions(JsonObject ns, IReadOnlyList<(ResourceInfo Resource, JsonObject Value)> remaining)
    {
        var before = ns["status"]?.DeepClone();
        var resources = remaining.GroupBy(r => $"{r.Resource.Resource}.{r.Resource.Group}")
            .OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => $"{g.Key} has {g.Count()} resource instances").ToList();
        var finalizers = remaining.SelectMany(r => r.Value.Texts("metadata", "finalizers")).GroupBy(f => f)
            .OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => $"{g.Key} in {g.Count()} resource instances").ToList();
        Set("NamespaceDeletionDiscoveryFailure", false, "ResourcesDiscovered", "All resources successfully discovered");
        Set("NamespaceDeletionGroupVersionParsingFailure", false, "ParsedGroupVersions", "All legacy kube types successfully parsed");
        Set("NamespaceDeletionContentFailure", false, "ContentDeleted", "All content successfully deleted, may be waiting on finalization");
        if (resources.Count > 0)
            Set("NamespaceContentRemaining", true, "SomeResourcesRemain", $"Some resources are remaining: {string.Join(", ", resources)}");
        else
            Set("NamespaceContentRemaining", false, "ContentRemoved", "All content successfully removed");
        if (finalizers.Count > 0)
            Set("NamespaceFinalizersRemaining", true, "SomeFinalizersRemain", $"Some content in the namespace has finalizers remaining: {string.Join(", ", finalizers)}");
        else
            Set("NamespaceFinalizersRemaining", false, "ContentHasNoFinalizers", "All content-preserving finalizers finished");
        return !JsonNode.DeepEquals(before, ns["status"]);

        void Set(string type, bool status, string reason, string message) =>
            Conditions.Set(ns, type, status ? "True" : "False", reason, message, cluster.Time.GetUtcNow());
    }
}
