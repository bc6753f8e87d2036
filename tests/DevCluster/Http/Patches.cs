using System.Text;
using System.Text.Json.Nodes;
using SegmentOperator.DevCluster.Patching;
using SegmentOperator.DevCluster.Resources;
using SegmentOperator.DevCluster.Resources.Types;
using SegmentOperator.DevCluster.Storage;
using SegmentOperator.DevCluster.Validation;

namespace SegmentOperator.DevCluster.Http;

/// <summary>Carries out PATCH requests of the four types.</summary>
internal sealed class Patches(ObjectEngine engine, IStore store)
{
    private const string JsonType = "application/json-patch+json";
    private const string MergeType = "application/merge-patch+json";
    private const string StrategicType = "application/strategic-merge-patch+json";
    private const string ApplyType = "application/apply-patch+yaml";

    /// <param name="request">The request.</param>
    /// <param name="type">Its media type.</param>
    /// <param name="body">Its body.</param>
    /// <param name="onlyJudge">Whether nothing is stored, whatever comes of it.</param>
    /// <returns>The status code, the object and warnings.</returns>
    public (int Code, JsonObject Value, IReadOnlyList<string> Warnings) Apply(ApiRequest request, string type, byte[] body, bool onlyJudge = false)
    {
        if (type is not (JsonType or MergeType or ApplyType) && !(type == StrategicType && !request.Resource.IsCustom))
        {
            throw request.Resource.IsCustom
                ? ApiErrors.UnsupportedMediaType("the body of the request was in an unknown format - accepted media types include: " +
                    $"{JsonType}, {MergeType}, {ApplyType}")
                : ApiErrors.Of(415, "UnsupportedMediaType", "415: Unsupported Media Type", []);
        }
        var options = WriteOptions.Of(request.Http.Request, "PatchOptions", type == ApplyType);
        var write = request.Write(options, "PatchOptions", request.Info.Name) with { OnlyJudge = onlyJudge };
        if (type == ApplyType)
            return ServerSideApply(request, write, options, body);
        // A JSON patch is read once there is something to patch, the others before.
        if (type == JsonType && !engine.Exists(write))
            throw ApiErrors.NotFound(request.Resource, request.Info.Name);
        var patch = Parse(body, type);
        var value = engine.Update(write, live =>
        {
            var patched = Patched(live, patch, type, request.Resource);
            if (type == StrategicType)
                Restore(write, patched, live, patch);
            else
                Decode(write, patched);
            return patched;
        });
        return (200, value, write.Warnings);
    }

    private static JsonNode Parse(byte[] body, string type)
    {
        try
        {
            var node = GoJson.Parse(body);
            if (type == JsonType && node is not JsonArray)
                throw new GoJsonException($"json: cannot unmarshal {Word(node)} into Go value of type []handlers.jsonPatchOp");
            if (type != JsonType && node is not JsonObject)
                throw new GoJsonException($"json: cannot unmarshal {Word(node)} into Go value of type map[string]interface {{}}");
            return node!;
        }
        catch (GoJsonException e)
        {
            throw ApiErrors.BadRequest($"error decoding patch: {e.Message}");
        }
    }

    private static JsonObject Patched(JsonObject live, JsonNode patch, string type, ResourceInfo resource) => type switch
    {
        JsonType => JsonPatch.Apply(live, (JsonArray)patch),
        MergeType => MergePatch.Apply(live, (JsonObject)patch),
        _ => StrategicMergePatch.Apply(live, (JsonObject)patch, resource.Type),
    };

    /// <summary>A strategically merged object is of its kind by its fields, whatever it calls itself.</summary>
    private static void Restore(WriteRequest write, JsonObject patched, JsonObject live, JsonNode patch)
    {
        foreach (var name in new[] { "kind", "apiVersion" })
            patched[name] = live[name]?.DeepClone();
        if (StrategicConversion.Problem(patched, write.Resource.Type) is { } problem)
            throw Invalid(GoText.Plain(patch), problem);
        try
        {
            ObjectEngine.Decode(write, patched);
        }
        catch (ApiException e) when (e.Code == 400)
        {
            throw Invalid(GoText.Plain(patch), Reason(e));
        }
    }

    /// <summary>What a patch makes of an object may not be one of its kind any more.</summary>
    private static void Decode(WriteRequest write, JsonObject patched)
    {
        var resource = write.Resource;
        if (resource.IsCustom && patched.Text("apiVersion") is null)
            throw ApiErrors.InternalError("Object 'apiVersion' is missing in 'object has no apiVersion field'");
        var text = resource.IsCustom ? Json.Write(SortedWhole(patched)) : Sorted(patched);
        if (patched.Text("kind") != resource.Kind || patched.Text("apiVersion") != resource.ApiVersion)
        {
            var why = resource.IsCustom
                ? $"no kind \"{patched.Text("kind")}\" is registered"
                : Unregistered(patched, resource);
            throw Invalid(text, why);
        }
        try
        {
            ObjectEngine.Decode(write, patched);
        }
        catch (ApiException e) when (e.Code == 400)
        {
            throw Invalid(text, Reason(e));
        }
    }

    private static string Unregistered(JsonObject patched, ResourceInfo resource)
    {
        var (apiVersion, kind) = (patched.Text("apiVersion"), patched.Text("kind"));
        if (BuiltInResources.All.FirstOrDefault(r => r.ApiVersion == apiVersion && r.Kind == kind) is { } other)
        {
            try
            {
                other.Strategy.DropUnknownFields(patched.Clone());
                return $"unable to decode {apiVersion}, Kind={kind} into a {resource.Kind}";
            }
            catch (ApiException e)
            {
                return Reason(e);
            }
        }
        return $"no kind \"{kind}\" is registered for version \"{apiVersion}\" in scheme \"pkg/api/legacyscheme/scheme.go:30\"";
    }

    /// <summary>Why an object could not be decoded, without which.</summary>
    public static string Reason(ApiException e)
    {
        var message = e.Status.Text("message")!;
        var at = message.IndexOf(" cannot be handled as a ", StringComparison.Ordinal);
        return at < 0 ? message : message[(message.IndexOf(": ", at, StringComparison.Ordinal) + 2)..];
    }

    private static ApiException Invalid(string text, string why) =>
        ApiErrors.Invalid("", "", "", [Finding.Invalid("patch", text, why)]);

    private (int, JsonObject, IReadOnlyList<string>) ServerSideApply(ApiRequest request, WriteRequest write, WriteOptions options, byte[] body)
    {
        var resource = request.Resource;
        var configuration = ParseConfiguration(body);
        Check(configuration, resource, request.Info.Name);
        bool IsThere() => store.Get(resource.StorageKey, request.Namespace, request.Info.Name) is not null;
        while (true)
        {
            var isThere = IsThere();
            try
            {
                return isThere ? (200, Change(), write.Warnings) : (201, Make(), write.Warnings);
            }
            catch (ApiException e) when (request.Info.Subresource.Length == 0 && IsThere() != isThere && e.Status.Text("reason") == (isThere ? "NotFound" : "AlreadyExists"))
            {
                // Somebody else made it or removed it meanwhile, and an apply does not mind.
            }
        }

        JsonObject Make()
        {
            if (request.Info.Subresource.Length > 0)
                throw ApiErrors.NotFound(resource, request.Info.Name);
            if (configuration.Uid().Length > 0)
                throw ApiErrors.Modified(resource, request.Info.Name);
            var created = engine.FieldManagerOf(write).Apply(ObjectEngine.Nothing(resource), configuration, write.Manager, options.Force == true);
            Convert(write, created, configuration);
            return engine.Create(write, created, apply: true);
        }

        JsonObject Change() => engine.Update(write, live =>
        {
            var applied = engine.FieldManagerOf(write).Apply(live, configuration, write.Manager, options.Force == true);
            Convert(write, applied, configuration);
            return applied;
        }, apply: true);
    }

    /// <summary>What fits the schema may still not become an object of the kind.</summary>
    private static void Convert(WriteRequest write, JsonObject applied, JsonObject configuration)
    {
        var resource = write.Resource;
        if (!resource.IsCustom && StrategicConversion.Problem(applied, resource.Type) is { } problem)
        {
            var (version, kind) = ($"{resource.Group}/{resource.Version}", resource.Kind);
            throw ApiErrors.Of(500, "", $"failed to convert new object ({configuration.Namespace()}/{configuration.Name()}; {version}, Kind={kind}) " +
                $"to proper version: unable to convert unstructured object to {version}, Kind={kind}: {problem}");
        }
        ObjectEngine.Decode(write, applied);
    }

    public static JsonObject ParseConfiguration(byte[] body)
    {
        try
        {
            var node = Yaml.Parse(Encoding.UTF8.GetString(body));
            return node switch
            {
                JsonObject configuration => configuration,
                null => [],
                _ => throw ApiErrors.BadRequest("error decoding YAML: error unmarshaling JSON: while decoding JSON: " +
                    $"json: cannot unmarshal {Word(node)} into Go value of type map[string]interface {{}}"),
            };
        }
        catch (GoJsonException e)
        {
            throw ApiErrors.BadRequest($"error decoding YAML: error converting YAML to JSON: {e.Message}");
        }
    }

    /// <summary>Refuses a configuration of another kind or name than that of the path.</summary>
    public static void Check(JsonObject configuration, ResourceInfo resource, string path)
    {
        var (apiVersion, kind) = (configuration.Text("apiVersion") ?? "", configuration.Text("kind") ?? "");
        var slash = apiVersion.IndexOf('/');
        if (apiVersion != resource.ApiVersion || kind != resource.Kind)
        {
            var (group, version) = slash < 0 ? ("", apiVersion) : (apiVersion[..slash], apiVersion[(slash + 1)..]);
            throw ApiErrors.BadRequest($"invalid object type: {group}/{version}, Kind={kind}");
        }
        if (configuration.At("metadata", "managedFields") is not null)
            throw ApiErrors.BadRequest("metadata.managedFields must be nil");
        var name = configuration.Name();
        if (name.Length > 0 && name != path)
            throw ApiErrors.BadRequest($"the name of the object ({name}) does not match the name on the URL ({path})");
    }

    /// <summary>The patched object as Go prints it: members of the object and of what was patched in order of their names.</summary>
    private static string Sorted(JsonObject value)
    {
        var sorted = new JsonObject();
        foreach (var (name, child) in value.OrderBy(p => p.Key, StringComparer.Ordinal))
            sorted[name] = name == "metadata" && child is JsonObject meta ? TypedDecoder.InOrder(meta, BuiltInResources.ObjectMeta) : child is JsonObject map ? SortedMembers(map) : child?.DeepClone();
        return Json.Write(sorted);
    }

    private static JsonObject SortedMembers(JsonObject value)
    {
        var sorted = new JsonObject();
        foreach (var (name, child) in value.OrderBy(p => p.Key, StringComparer.Ordinal))
            sorted[name] = child?.DeepClone();
        return sorted;
    }

    private static JsonNode? SortedWhole(JsonNode? value) => value switch
    {
        JsonObject map => new JsonObject(map.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => KeyValuePair.Create(p.Key, SortedWhole(p.Value)))),
        JsonArray list => new JsonArray([.. list.Select(SortedWhole)]),
        _ => value?.DeepClone(),
    };

    private static string Word(JsonNode? node) => node switch
    {
        JsonObject => "object",
        JsonArray => "array",
        null => "null",
        _ => node.GetValueKind().ToString().ToLowerInvariant(),
    };
}
