using System.Text.Json.Nodes;
using SegmentOperator.DevCluster.Http;

namespace SegmentOperator.DevCluster.Admission;

/// <summary>Nothing is created in a namespace that is not there or is going, and some namespaces stay.</summary>
internal sealed class NamespaceLifecycle(ClusterContext cluster) : IAdmissionPlugin
{
    private static readonly string[] Permanent = ["default", "kube-system", "kube-public"];

    public void Mutate(AdmissionAttributes attributes)
    {
        if (attributes.Resource is { Resource: "namespaces", Group: "" })
        {
            if (attributes.Operation == AdmissionOperation.Delete && Permanent.Contains(attributes.Name))
                throw ApiErrors.Forbidden(attributes.Resource, attributes.Name, "this namespace may not be deleted");
            return;
        }

        if (attributes.Namespace.Length == 0 || attributes.Operation == AdmissionOperation.Delete)
            return;
        var ns = cluster.Store.Get("/namespaces", "", attributes.Namespace)
            ?? throw ApiErrors.NotFound(cluster.Resources.Find("", "namespaces")!, attributes.Namespace);
        if (attributes.Operation == AdmissionOperation.Create && attributes.Subresource.Length == 0
            && (ns.Value.Text("status", "phase") == "Terminating" || ns.Value.IsDeleting()))
            throw Terminating(attributes);
    }

    private static ApiException Terminating(AdmissionAttributes attributes)
    {
        var error = ApiErrors.Forbidden(attributes.Resource, attributes.Name,
            $"unable to create new content in namespace {attributes.Namespace} because it is being terminated");
        error.Status["details"]!["causes"] = new JsonArray(new JsonObject
        {
            ["reason"] = "NamespaceTerminating",
            ["message"] = $"namespace {attributes.Namespace} is being terminated",
            ["field"] = "metadata.namespace",
        });
        return error;
    }
}
