using System.Text.Json.Nodes;
using SegmentOperator.DevCluster.Controllers;
using SegmentOperator.DevCluster.Http;
using SegmentOperator.DevCluster.Storage;

namespace SegmentOperator.DevCluster.Resources.Custom;

/// <summary>Serves what CustomResourceDefinitions define, says so in their status. Deleted ones are cleared up elsewhere.</summary>
internal sealed class DefinitionController(ClusterContext cluster, ResourceCatalog catalog) : IClusterController
{
    private readonly Dictionary<string, long> _generations = new(StringComparer.Ordinal);

    public async Task RunAsync(CancellationToken cancellation)
    {
        var definitions = cluster.Api.Resource("customresourcedefinitions.apiextensions.k8s.io");
        await foreach (var e in cluster.Api.WatchAsync(definitions, cancellation))
        {
            var generation = e.Type == StoreEventType.Deleted ? 0 : e.Object.Value.Number("metadata", "generation") ?? 0;
            if (e.Type == StoreEventType.Deleted)
                catalog.Serve(e.Object.Name, []);
            else
                Reconcile(definitions, e.Object.Value);
            // Being deleted counts as a generation, too; the watches stay to tell of the objects that go with it.
            if (generation != 0 && e.Object.Value.IsDeleting())
                continue;
            // A watch does not outlive the definition that it was begun with.
            if (_generations.TryGetValue(e.Object.Name, out var served) && served != generation)
                cluster.Store.EndWatches(KeyOf(e.Object.Name), forget: generation == 0);
            if (generation == 0)
                _generations.Remove(e.Object.Name);
            else
                _generations[e.Object.Name] = generation;
        }
    }

    /// <summary>Where the objects of a definition are stored: <c>widgets.example.com</c> is <c>example.com/widgets</c>.</summary>
    private static string KeyOf(string definition) =>
        definition[(definition.IndexOf('.') + 1)..] + "/" + definition[..definition.IndexOf('.')];

    private void Reconcile(ResourceInfo definitions, JsonObject definition)
    {
        var name = definition.Name();
        if (definition.IsDeleting())
        {
            if (catalog.All.Any(r => r.IsCustom && $"{r.Resource}.{r.Group}" == name))
                catalog.Serve(name, [.. CustomResources.Of(definition).Select(r => r with { IsTerminating = true })]);
            return;
        }
        var names = AcceptedNames.Of(definition, catalog.All);
        if (names.Conflict is null)
            catalog.Serve(name, CustomResources.Of(definition));
        cluster.Api.Modify(definitions, "", name, d => SetAccepted(d, names), "status");
    }

    private bool SetAccepted(JsonObject definition, AcceptedNames names)
    {
        var changed = !JsonNode.DeepEquals(names.Names, definition.At("status", "acceptedNames"));
        if (changed)
            definition.Child("status")["acceptedNames"] = names.Names.DeepClone();
        if (names.Conflict is { } conflict)
        {
            changed |= SetCondition(definition, "NamesAccepted", "False", conflict.Reason, conflict.Message);
            return SetCondition(definition, "Established", "False", "NotAccepted", "not all names are accepted") || changed;
        }
        changed |= SetCondition(definition, "NamesAccepted", "True", "NoConflicts", "no conflicts found");
        return SetCondition(definition, "Established", "True", "InitialNamesAccepted", "the initial names have been accepted") || changed;
    }

    private bool SetCondition(JsonObject definition, string type, string status, string reason, string message)
    {
        var holder = definition.Child("status");
        if (holder["conditions"] is not JsonArray conditions)
            holder["conditions"] = conditions = [];
        var condition = conditions.OfType<JsonObject>().FirstOrDefault(c => c.Text("type") == type);
        if (condition is not null && condition.Text("status") == status && condition.Text("reason") == reason)
            return false;
        if (condition is null)
            conditions.Add(condition = new JsonObject { ["type"] = type });
        condition["status"] = status;
        condition["lastTransitionTime"] = cluster.Time.GetUtcNow().ToTime();
        condition["reason"] = reason;
        condition["message"] = message;
        return true;
    }
}
