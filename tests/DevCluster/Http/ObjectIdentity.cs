using System.Text.Json.Nodes;
using SegmentOperator.DevCluster.Resources;
using SegmentOperator.DevCluster.Storage;
using SegmentOperator.DevCluster.Validation;

namespace SegmentOperator.DevCluster.Http;

/// <summary>What makes an object the one that a write is about: its name, namespace, uid and version.</summary>
internal static class ObjectIdentity
{
    /// <summary>Gives the object its name, uid and time of birth. Says whether the name was thrown.</summary>
    public static bool Identify(WriteRequest request, JsonObject value, ClusterContext cluster)
    {
        var meta = value.Meta();
        var isGenerated = string.IsNullOrEmpty(meta.Text("name")) && !string.IsNullOrEmpty(meta.Text("generateName"));
        if (isGenerated)
        {
            var prefix = meta.Text("generateName")!;
            meta["name"] = (prefix.Length > 58 ? prefix[..58] : prefix) + cluster.Ids.NameSuffix();
        }
        if (request.Namespace.Length > 0)
            meta["namespace"] = request.Namespace;
        foreach (var name in new[] { "deletionTimestamp", "deletionGracePeriodSeconds", "selfLink", "resourceVersion" })
            meta.Remove(name);
        meta["uid"] = cluster.Ids.Uid();
        meta["creationTimestamp"] = cluster.Time.GetUtcNow().ToTime();
        return isGenerated;
    }

    public static void CheckNamespace(WriteRequest request, JsonObject value)
    {
        var ns = value.Namespace();
        if (request.Namespace.Length == 0)
            value.Meta().Remove("namespace");
        else if (ns.Length > 0 && ns != request.Namespace)
            throw ApiErrors.BadRequest("the namespace of the provided object does not match the namespace sent on the request");
    }

    public static void CheckIdentity(WriteRequest request, JsonObject value, JsonObject live, bool isReplacement)
    {
        var meta = value.Meta();
        if (string.IsNullOrEmpty(meta.Text("name")))
        {
            if ((isReplacement && request.Subresource.Length == 0) || request.Resource.IsCustom)
                throw ApiErrors.BadRequest($"the name of the object ({request.Name} based on URL) was undeterminable: name must be provided");
            meta["name"] = request.Name;
        }
        if (meta.Text("name") != request.Name)
            throw ApiErrors.BadRequest($"the name of the object ({meta.Text("name")}) does not match the name on the URL ({request.Name})");
        CheckNamespace(request, value);
        if (request.Namespace.Length > 0)
            meta["namespace"] = request.Namespace;
        var uid = meta.Text("uid");
        if (string.IsNullOrEmpty(uid))
            meta["uid"] = live.Uid();
        else if (isReplacement && uid != live.Uid())
            throw ApiErrors.Conflict(request.Resource, request.Name, "StorageError: invalid object, Code: 4, Key: " +
                $"/registry/{request.Resource.Resource}/{request.Namespace}/{request.Name}, ResourceVersion: 0, AdditionalErrorMsg: " +
                $"Precondition failed: UID in precondition: {uid}, UID in object meta: {live.Uid()}");
    }

    /// <summary>Says whether the client named the version it changes.</summary>
    public static bool CheckVersion(WriteRequest request, JsonObject value, StoredObject stored, bool isReplacement)
    {
        var version = value.Text("metadata", "resourceVersion") ?? "";
        if (version.Length is 0 || version == "0")
        {
            if (isReplacement && request.Resource.RequiresVersion)
            {
                throw ApiErrors.Of(422, "Invalid", $"{request.Resource.QualifiedName} \"{request.Name}\" is invalid: " +
                    "metadata.resourceVersion: Invalid value: 0: must be specified for an update",
                    Unversioned(request.Resource, request.Name));
            }
            value.Meta()["resourceVersion"] = stored.Revision.ToString();
            return false;
        }
        if (!ulong.TryParse(version, out var revision))
            throw ApiErrors.Of(500, "", $"strconv.ParseUint: parsing {GoText.Quote(version)}: invalid syntax");
        if ((long)revision != stored.Revision)
            throw ApiErrors.Modified(request.Resource, request.Name);
        return isReplacement;
    }

    private static JsonObject Unversioned(ResourceInfo resource, string name)
    {
        var details = ApiErrors.Details(resource, name);
        details["causes"] = new JsonArray(new JsonObject
        {
            ["reason"] = "FieldValueInvalid",
            ["message"] = "Invalid value: 0: must be specified for an update",
            ["field"] = "metadata.resourceVersion",
        });
        return details;
    }

    /// <summary>What a client cannot change is taken over without complaint.</summary>
    public static void KeepSystemFields(JsonObject meta, JsonObject old)
    {
        foreach (var name in new[] { "creationTimestamp", "deletionTimestamp" })
        {
            if (old[name] is { } kept)
                meta[name] = kept.DeepClone();
        }
        meta["deletionGracePeriodSeconds"] ??= old["deletionGracePeriodSeconds"]?.DeepClone();
        if (meta["deletionGracePeriodSeconds"] is null)
            meta.Remove("deletionGracePeriodSeconds");
        meta.Remove("selfLink");
    }

    /// <summary>An owner that is named twice in the same words is named once, with a warning.</summary>
    public static void MergeOwners(WriteRequest request, JsonObject value)
    {
        if (value.At("metadata", "ownerReferences") is not JsonArray { Count: > 1 } owners)
            return;
        List<string> twice = [];
        for (var i = owners.Count - 1; i > 0; i--)
        {
            if (!owners.Take(i).Any(o => JsonNode.DeepEquals(o, owners[i])))
                continue;
            twice.Insert(0, owners[i].Text("uid") ?? "");
            owners.RemoveAt(i);
        }
        if (twice.Count > 0)
        {
            request.Warnings.Add(".metadata.ownerReferences contains duplicate entries; API server dedups owner references in 1.20+, and may reject " +
                $"such requests as early as 1.24; please fix your requests; duplicate UID(s) observed: {string.Join(", ", twice)}");
        }
    }
}
