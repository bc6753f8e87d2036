using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using SegmentOperator.DevCluster.Faults;
using SegmentOperator.DevCluster.Resources;
using SegmentOperator.DevCluster.Storage;
using SegmentOperator.DevCluster.Validation;
using SegmentOperator.DevCluster.Watch;

namespace SegmentOperator.DevCluster.Http;

/// <summary>Answers get, list and watch.</summary>
internal sealed class Reads(ClusterContext cluster)
{
    /// <summary>The latest revision.</summary>
    public long Revision => cluster.Store.Revision;

    public Task GetAsync(ApiRequest request)
    {
        var form = request.Form;
        var (resource, name) = (request.Resource, request.Info.Name);
        // Whoever names a version wants that one or a later one.
        if (VersionOf(request.Asked("resourceVersion") ?? "") is var version && version > cluster.Store.Revision)
            throw TooLarge(version);
        var stored = Stale(request) ?? cluster.Store.Get(resource.StorageKey, request.Namespace, name) ?? throw ApiErrors.NotFound(resource, name);
        return ShowAsync(request, 200, resource.Show(stored.Value), form);
    }

    /// <summary>Answers with one object, in the form that was asked for.</summary>
    public Task ShowAsync(ApiRequest request, int code, JsonObject value, AnswerForm form)
    {
        var shown = form.As switch
        {
            "Table" => TableOf(request, value.Text("metadata", "resourceVersion"), [value]),
            "PartialObjectMetadata" => Table.PartialMetadata(value),
            "PartialObjectMetadataList" => throw ApiErrors.NotAcceptable(
                $"you requested PartialObjectMetadataList, but the requested object is not a list ({GoType(request.Resource, request.Resource.Kind)})"),
            _ => value,
        };
        return Answers.FormAsync(request.Http, code, shown, form);
    }

    public Task ListAsync(ApiRequest request)
    {
        var form = request.Form;
        var resource = request.Resource;
        if (form.As == "PartialObjectMetadata")
        {
            throw ApiErrors.NotAcceptable(
                $"you requested PartialObjectMetadata, but the requested object is a list ({GoType(resource, resource.ListKind)})");
        }
        var options = ListOptions.Of(request);
        return ShowListAsync(request, Select(request, options), form);
    }

    public Task WatchAsync(ApiRequest request)
    {
        var options = ListOptions.Of(request);
        var form = request.Form;
        if (form.IsYaml)
            throw ApiErrors.NotAcceptable("only the following media types are accepted: application/json, application/json;stream=watch");
        return new WatchStream(cluster, request, options, form).RunAsync();
    }

    /// <summary>The objects of a namespace that the selectors match; for collections to be deleted.</summary>
    public Page Matching(ApiRequest request) => Select(request, ListOptions.Of(request));

    /// <summary>Answers with a page, in the form that was asked for.</summary>
    public Task ShowListAsync(ApiRequest request, Page page, AnswerForm form)
    {
        var resource = request.Resource;
        return form.As switch
        {
            "Table" when form.IsYaml => Answers.FormAsync(request.Http, 200, (JsonObject)JsonNode.Parse(WriteTable(request, page).WrittenSpan)!, form),
            "Table" => Answers.BytesAsync(request.Http, 200, WriteTable(request, page).WrittenMemory, "application/json"),
            "PartialObjectMetadataList" => Answers.FormAsync(request.Http, 200, Partial(page, resource), form),
            _ when form.IsYaml => Answers.FormAsync(request.Http, 200, (JsonObject)JsonNode.Parse(Write(page, resource).WrittenSpan)!, form),
            _ => Answers.BytesAsync(request.Http, 200, Write(page, resource).WrittenMemory, "application/json"),
        };
    }

    private Page Select(ApiRequest request, ListOptions options)
    {
        var resource = request.Resource;
        var ns = resource.Namespaced && request.Info.Namespace.Length > 0 ? request.Info.Namespace : null;
        var snapshot = SnapshotOf(request, options, ns, out var start);
        var first = start is null ? 0 : FirstFrom(snapshot.Objects, start);
        var found = snapshot.Objects.Skip(first);
        if (!options.Selectors.IsEmpty)
            found = found.Where(o => options.Selectors.Matches(Seen(o, resource)));
        var objects = options.Selectors.IsEmpty && first == 0 ? snapshot.Objects : found.ToList();
        // What may be any state is answered whole.
        if (options.Limit <= 0 || objects.Count <= options.Limit || options is { ResourceVersion: "0", Continue: "" })
            return new Page(objects, snapshot.Revision, null, null);
        var limit = (int)options.Limit;
        var token = new ContinueToken(snapshot.Revision, KeyOf(objects[limit])).ToString();
        return new Page([.. objects.Take(limit)], snapshot.Revision, token, options.Selectors.IsEmpty ? objects.Count - limit : null);
    }

    /// <summary>Where the objects from a key on begin; they are in the order of their keys.</summary>
    private static int FirstFrom(IReadOnlyList<StoredObject> objects, string start)
    {
        var (low, high) = (0, objects.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (string.CompareOrdinal(KeyOf(objects[middle]), start) < 0)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }

    /// <summary>A stored object as selectors and cells see it, without a copy where its kind is stored as it is shown.</summary>
    private static JsonObject Seen(StoredObject stored, ResourceInfo resource) => resource.FromStorage is null ? stored.Value : resource.Show(stored.Value);

    private StoreSnapshot SnapshotOf(ApiRequest request, ListOptions options, string? ns, out string? start)
    {
        start = null;
        var key = request.Resource.StorageKey;
        if (options.Continue.Length > 0)
        {
            var token = ContinueToken.Parse(options.Continue);
            if (options.ResourceVersion.Length > 0 && options.ResourceVersion != "0")
                throw ApiErrors.BadRequest("specifying resource version is not allowed when using continue");
            start = token.Start;
            return cluster.Store.List(key, ns, token.Revision == ContinueToken.Now ? null : token.Revision) ?? throw TooOld(token);
        }
        var version = VersionOf(options.ResourceVersion, isList: true);
        if (version > cluster.Store.Revision)
            throw TooLarge(version);
        if (version > 0 && (options.VersionMatch == "Exact" || (options.VersionMatch.Length == 0 && options.Limit > 0)))
        {
            return cluster.Store.List(key, ns, version) ??
                throw ApiErrors.Gone("The resourceVersion for the provided list is too old.");
        }
        if (FaultInjection.Of(request.Http) is { Kind: FaultKind.StaleRead })
            return cluster.Store.List(key, ns, Math.Max(0, cluster.Store.LastChange(key) - 1)) ?? cluster.Store.List(key, ns)!;
        return cluster.Store.List(key, ns)!;
    }

    private static long VersionOf(string text, bool isList = false)
    {
        if (text.Length == 0)
            return 0;
        if (ulong.TryParse(text, out var version))
            return (long)version;
        var problem = $"resourceVersion: Invalid value: {GoText.Quote(text)}: strconv.ParseUint: parsing {GoText.Quote(text)}: invalid syntax";
        throw isList ? ApiErrors.BadRequest($"invalid resource version: {problem}") : ApiErrors.Of(500, "", problem);
    }

    /// <summary>Says that the rest of a list is gone, with a token that goes on with what there is now.</summary>
    private static ApiException TooOld(ContinueToken token)
    {
        var gone = ApiErrors.Gone(
            "The provided continue parameter is too old to display a consistent list result. You can start a new list without " +
            "the continue parameter, or use the continue token in this response to retrieve the remainder of the results. " +
            "Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted " +
            "between the time the first chunk was returned and now may show up in the list.");
        gone.Status["metadata"] = new JsonObject { ["continue"] = (token with { Revision = ContinueToken.Now }).ToString() };
        return gone;
    }

    private ApiException TooLarge(long version) => ApiErrors.Of(504, "Timeout",
        $"Timeout: Too large resource version: {version}, current: {cluster.Store.Revision}", new JsonObject
        {
            ["causes"] = new JsonArray(new JsonObject { ["reason"] = "ResourceVersionTooLarge", ["message"] = "Too large resource version" }),
            ["retryAfterSeconds"] = 1,
        });

    private StoredObject? Stale(ApiRequest request)
    {
        if (FaultInjection.Of(request.Http) is not { Kind: FaultKind.StaleRead })
            return null;
        var resource = request.Resource;
        var current = cluster.Store.Get(resource.StorageKey, request.Namespace, request.Info.Name);
        return cluster.Store.List(resource.StorageKey, request.Namespace, (current?.Revision ?? cluster.Store.Revision) - 1)?.Objects
            .FirstOrDefault(o => o.Name == request.Info.Name);
    }

    private JsonObject TableOf(ApiRequest request, string? version, IEnumerable<JsonObject> values)
    {
        var table = Table.Of(request.Resource, values, Include(request), cluster.Time.GetUtcNow());
        if (version is not null)
            table["metadata"] = new JsonObject { ["resourceVersion"] = version };
        return table;
    }

    /// <summary>What a table's rows are to carry.</summary>
    public static string Include(ApiRequest request) => request.Asked("includeObject") switch
    {
        null or "" or "Metadata" => "Metadata",
        "None" => "None",
        "Object" => "Object",
        var other => throw ApiErrors.BadRequest($"Unable to convert to Table as requested: includeObject: Invalid value: {GoText.Quote(other)}: " +
            "must be 'Metadata', 'Object', 'None', or empty"),
    };

    /// <summary>Straight from the stored objects to bytes, as for a list.</summary>
    private ArrayBufferWriter<byte> WriteTable(ApiRequest request, Page page)
    {
        var (resource, include) = (request.Resource, Include(request));
        var buffer = new ArrayBufferWriter<byte>(64 * 1024);
        using (var writer = new Utf8JsonWriter(buffer, Json.WriterOptions))
            Table.Write(writer, resource, Metadata(page), page.Objects.Select(o => include == "Object" ? resource.Show(o.Value) : Seen(o, resource)), include, cluster.Time.GetUtcNow());
        buffer.Write("\n"u8);
        return buffer;
    }

    private static JsonObject Metadata(Page page)
    {
        var metadata = new JsonObject { ["resourceVersion"] = page.Revision.ToString() };
        if (page.Continue is not null)
            metadata["continue"] = page.Continue;
        if (page.Remaining is { } remaining)
            metadata["remainingItemCount"] = remaining;
        return metadata;
    }

    private static JsonObject Partial(Page page, ResourceInfo resource) => new()
    {
        ["kind"] = "PartialObjectMetadataList",
        ["apiVersion"] = "meta.k8s.io/v1",
        ["metadata"] = Metadata(page),
        ["items"] = new JsonArray([.. page.Objects.Select(o => (JsonNode)Table.PartialMetadata(Seen(o, resource)))]),
    };

    /// <summary>Straight from the stored objects to bytes: lists may be long. Items of built-in kinds do not repeat their kind.</summary>
    private static ArrayBufferWriter<byte> Write(Page page, ResourceInfo resource)
    {
        var buffer = new ArrayBufferWriter<byte>(64 * 1024);
        using var writer = new Utf8JsonWriter(buffer, Json.WriterOptions);
        writer.WriteStartObject();
        writer.WriteString("kind", resource.ListKind);
        writer.WriteString("apiVersion", resource.ApiVersion);
        writer.WritePropertyName("metadata");
        var metadata = Metadata(page);
        if (resource.IsCustom)
            metadata.TryAdd("continue", "");
        metadata.WriteTo(writer);
        writer.WriteStartArray("items");
        foreach (var item in page.Objects.Select(o => Seen(o, resource)))
        {
            writer.WriteStartObject();
            if (resource.IsCustom)
            {
                writer.WriteString("apiVersion", resource.ApiVersion);
                writer.WriteString("kind", resource.Kind);
            }
            foreach (var (name, value) in item)
            {
                if (name is "apiVersion" or "kind")
                    continue;
                writer.WritePropertyName(name);
                if (value is null)
                    writer.WriteNullValue();
                else
                    value.WriteTo(writer);
            }
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.Flush();
        buffer.Write("\n"u8);
        return buffer;
    }

    private static string KeyOf(StoredObject o) => o.Namespace.Length == 0 ? o.Name : $"{o.Namespace}/{o.Name}";

    private static string GoType(ResourceInfo resource, string kind) => resource.IsCustom
        ? kind.EndsWith("List", StringComparison.Ordinal) ? "*unstructured.UnstructuredList" : "*unstructured.Unstructured"
        : $"*{BodyReader.InternalGroup(resource)}.{kind}";
}

/// <summary>Some objects and how to get at the rest.</summary>
internal sealed record Page(IReadOnlyList<StoredObject> Objects, long Revision, string? Continue, long? Remaining);
