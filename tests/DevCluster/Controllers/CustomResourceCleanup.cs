using System.Text.Json.Nodes;
using SegmentOperator.DevCluster.Http;

namespace SegmentOperator.DevCluster.Controllers;

/// <summary>Deletes the instances of a CustomResourceDefinition that is being deleted, then lets it go.</summary>
internal sealed class CustomResourceCleanup(ClusterContext cluster) : IClusterController
{
    public const string Finalizer = "customresourcecleanup.apiextensions.k8s.io";
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50), LongestPause = TimeSpan.FromSeconds(1);
    private readonly KeyedTasks _cleanups = new();

    public async Task RunAsync(CancellationToken cancellation)
    {
        try
        {
            await foreach (var change in cluster.Api.WatchAsync(Definitions, cancellation))
            {
                var definition = change.Object.Value;
                if (definition.IsDeleting() && definition.Texts("metadata", "finalizers").Contains(Finalizer))
                    _cleanups.Start(definition.Uid(), () => CleanUpAsync(definition.Name(), definition.Uid(), cancellation));
            }
        }
        finally
        {
            await _cleanups.WhenAllAsync();
        }
    }

    private Resources.ResourceInfo Definitions => cluster.Api.Resource("customresourcedefinitions.apiextensions.k8s.io");

    private async Task CleanUpAsync(string name, string uid, CancellationToken cancellation)
    {
        var pause = FirstPause;
        try
        {
            Modify(name, uid, "status", d => Conditions.Set(d, "Terminating", "True", "InstanceDeletionInProgress",
                "CustomResource deletion is in progress", cluster.Time.GetUtcNow()));
            while (!DeleteInstances(name))
            {
                await Task.Delay(pause, cluster.Time, cancellation);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
            Modify(name, uid, "status", d => Conditions.Set(d, "Terminating", "False", "InstanceDeletionCompleted",
                "removed all instances", cluster.Time.GetUtcNow()));
            // Through the status, which is not held against the spec any more.
            Modify(name, uid, "status", d => d["metadata"]!["finalizers"] =
                new JsonArray([.. d.Texts("metadata", "finalizers").Where(f => f != Finalizer).Select(f => (JsonNode)f)]));
        }
        catch (ApiException exception)
        {
            cluster.Log($"custom resource definition {name} could not be cleaned up: {exception.Message}");
        }
    }

    // True when none is left.
    private bool DeleteInstances(string definition)
    {
        var dot = definition.IndexOf('.', StringComparison.Ordinal);
        if (cluster.Resources.Find(definition[(dot + 1)..], definition[..dot]) is not { } resource)
            return true;
        foreach (var instance in cluster.Api.List(resource).Where(i => !i.IsDeleting()))
            cluster.Api.Delete(resource, instance.Namespace(), instance.Name(), instance.Uid());
        return cluster.Api.List(resource).Count == 0;
    }

    private void Modify(string name, string uid, string subresource, Action<JsonObject> change) =>
        cluster.Api.Modify(Definitions, "", name, definition =>
        {
            if (definition.Uid() != uid)
                return false;
            change(definition);
            return true;
        }, subresource);
}
