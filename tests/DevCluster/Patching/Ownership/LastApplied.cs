using System.Text.Json.Nodes;
using SegmentOperator.DevCluster.Validation;

namespace SegmentOperator.DevCluster.Patching.Ownership;

/// <summary>
/// The annotation in which a client-side apply remembers its configuration. A server-side apply by kubectl keeps it up to date
/// where it is, so that one may go back.
/// </summary>
internal static class LastApplied
{
    private const string Annotation = "kubectl.kubernetes.io/last-applied-configuration";

    public static void Renew(JsonObject value, JsonObject configuration, string manager)
    {
        if (manager != "kubectl" || value.At("metadata", "annotations", Annotation) is null)
            return;
        var applied = configuration.Clone();
        (applied.At("metadata", "annotations") as JsonObject)?.Remove(Annotation);
        value["metadata"]!["annotations"]![Annotation] = GoText.Json(applied) + "\n";
    }
}
