using System.Text.Json.Nodes;

namespace SegmentOperator.Kubernetes;

/// <summary>A change to one object. Make one with <see cref="Merge"/> or <see cref="Json"/>.</summary>
public sealed class Patch
{
    private Patch(string mediaType, JsonNode body) => (MediaType, Body) = (mediaType, body);

    /// <summary>Which kind of patch.</summary>
    public string MediaType { get; }

    /// <summary>What is sent.</summary>
    public JsonNode Body { get; }

    /// <summary>A JSON merge patch (RFC 7386).</summary>
    /// <param name="body">What to change; null removes.</param>
    /// <param name="resourceVersion">If given, the patch conflicts unless the object still has this version.</param>
    /// <param name="uid">If given, the patch conflicts unless it is still this very object.</param>
    public static Patch Merge(JsonObject body, string? resourceVersion = null, string? uid = null)
    {
        ArgumentNullException.ThrowIfNull(body);
        var copy = (JsonObject)body.DeepClone();
        if (resourceVersion is not null || uid is not null)
        {
            if (copy["metadata"] is not JsonObject metadata)
                copy["metadata"] = metadata = [];
            if (resourceVersion is not null)
                metadata["resourceVersion"] = resourceVersion;
            if (uid is not null)
                metadata["uid"] = uid;
        }

        return new("application/merge-patch+json", copy);
    }

    /// <summary>A JSON patch (RFC 6902); its <c>test</c> operations are its preconditions.</summary>
    /// <param name="operations">The operations, in order.</param>
    /// <param name="resourceVersion">If given, a leading test of metadata.resourceVersion.</param>
    public static Patch Json(JsonArray operations, string? resourceVersion = null)
    {
        ArgumentNullException.ThrowIfNull(operations);
        var copy = (JsonArray)operations.DeepClone();
        if (resourceVersion is not null)
            copy.Insert(0, new JsonObject { ["op"] = "test", ["path"] = "/metadata/resourceVersion", ["value"] = resourceVersion });
        return new("application/json-patch+json", copy);
    }
}
