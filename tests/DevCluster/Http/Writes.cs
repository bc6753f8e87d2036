using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using SegmentOperator.DevCluster.Resources;
using SegmentOperator.DevCluster.Resources.Types;
using SegmentOperator.DevCluster.Security;
using SegmentOperator.DevCluster.Validation;

namespace SegmentOperator.DevCluster.Http;

/// <summary>Answers create, update, patch and the deletions.</summary>
internal sealed class Writes(ObjectEngine engine, Reads reads, Patches patches, IReadOnlyDictionary<string, ICreateHandler> handlers)
{
    public async Task CreateAsync(ApiRequest request)
    {
        var form = request.Form;
        var resource = request.Resource;
        RefuseListedOnly(request);
        var options = WriteOptions.Of(request.Http.Request, "CreateOptions");
        var write = request.Write(options, "CreateOptions", "");
        var value = await DecodeAsync(request, write);
        if (handlers.TryGetValue($"{resource.Group}/{resource.Resource}", out var handler))
        {
            engine.FieldManagerOf(write).Update(ObjectEngine.Nothing(resource), value, write.Manager);
            var answer = handler.Create(resource, request.User, request.Info.Namespace, "", value);
            Answers.Warn(request.Http, write.Warnings);
            await reads.ShowAsync(request, 201, answer, form);
            return;
        }
        if (resource.IsTerminating)
            throw ApiErrors.Forbidden(resource, value.Name(), "create not allowed while custom resource definition is terminating");
        var created = engine.Create(write with { Name = value.Name() }, value);
        Answers.Warn(request.Http, write.Warnings);
        await reads.ShowAsync(request, 201, created, form);
    }

    public async Task UpdateAsync(ApiRequest request)
    {
        var form = request.Form;
        RefuseListedOnly(request);
        var options = WriteOptions.Of(request.Http.Request, "UpdateOptions");
        var write = request.Write(options, "UpdateOptions", request.Info.Name);
        var value = await DecodeAsync(request, write);
        if (request.Resource.CreatesOnUpdate && request.Info.Subresource.Length == 0 && value.Name() == request.Info.Name && !engine.Exists(write))
        {
            engine.RequireCreate(request.Info, request.Resource, request.User);
            var created = engine.Create(write, value);
            Answers.Warn(request.Http, write.Warnings);
            await reads.ShowAsync(request, 201, created, form);
            return;
        }
        var updated = engine.Update(write, _ => value.Clone(), isReplacement: true);
        Answers.Warn(request.Http, write.Warnings);
        await reads.ShowAsync(request, 200, updated, form);
    }

    public async Task PatchAsync(ApiRequest request)
    {
        var form = request.Form;
        RefuseListedOnly(request);
        var type = BodyReader.MediaType(request.Http.Request);
        var body = await BodyReader.ReadAsync(request.Http.Request, request.Aborted);
        var (code, value, warnings) = patches.Apply(request, type, body);
        Answers.Warn(request.Http, warnings);
        await reads.ShowAsync(request, code, value, form);
    }

    /// <summary>Carries a change out but for storing it, so that who may not make it is told that; then refuses it.</summary>
    public async Task JudgeAsync(ApiRequest request)
    {
        var body = await BodyReader.ReadAsync(request.Http.Request, request.Aborted);
        if (request.Info.Verb == "patch")
        {
            patches.Apply(request, BodyReader.MediaType(request.Http.Request), body, onlyJudge: true);
        }
        else
        {
            var write = request.Write(WriteOptions.Of(request.Http.Request, "UpdateOptions"), "UpdateOptions", request.Info.Name) with { OnlyJudge = true };
            var value = BodyReader.Decode(request.Http.Request, body, request.Resource, []);
            ObjectEngine.Decode(write, value);
            engine.Update(write, _ => value.Clone(), isReplacement: true);
        }
        throw ApiErrors.NotServed($"the subresource {request.Resource.Resource}/{request.Info.Subresource}");
    }

    public async Task DeleteAsync(ApiRequest request)
    {
        var form = request.Form;
        var (options, dryRun) = await DeleteOptionsAsync(request);
        var write = new WriteRequest(request.Resource, request.Namespace, request.Info.Name, request.User)
        {
            DryRun = dryRun,
            Options = options.Json,
        };
        var (value, isGone) = engine.Delete(write, options);
        Answers.Warn(request.Http, write.Warnings);
        if (!isGone || request.Resource.Strategy.ReturnsDeleted)
        {
            await reads.ShowAsync(request, 200, value, form);
            return;
        }
        var details = ApiErrors.Details(request.Resource, value.Name());
        details["uid"] = value.Uid();
        await Answers.FormAsync(request.Http, 200, Answers.Success(details), form);
    }

    public async Task DeleteCollectionAsync(ApiRequest request)
    {
        var form = request.Form;
        var (options, dryRun) = await DeleteOptionsAsync(request);
        var page = reads.Matching(request);
        foreach (var stored in page.Objects)
        {
            var write = new WriteRequest(request.Resource, stored.Namespace, stored.Name, request.User)
            {
                DryRun = dryRun,
                Options = options.Json,
            };
            try
            {
                engine.Delete(write, options);
            }
            catch (ApiException e) when (e.Code == 404)
            {
                // Somebody else was quicker.
            }
        }
        // The answer is what was found, as it was before.
        await reads.ShowListAsync(request, page, form);
    }

    private static void RefuseListedOnly(ApiRequest request)
    {
        if (request.Resource.IsListedOnly)
            throw ApiErrors.NotServed($"a {request.Resource.Kind} (nothing here would carry it out)");
    }

    private static async Task<JsonObject> DecodeAsync(ApiRequest request, WriteRequest write)
    {
        var body = await BodyReader.ReadAsync(request.Http.Request, request.Aborted);
        var duplicates = new List<string>();
        var value = BodyReader.Decode(request.Http.Request, body, request.Resource, duplicates);
        if (request.Resource.IsCustom)
            RefuseWrongKind(request.Resource, value);
        ObjectEngine.Decode(write, value, duplicates);
        return value;
    }

    /// <summary>Of a custom object the kind is a field like others, and judged late.</summary>
    private static void RefuseWrongKind(ResourceInfo resource, JsonObject value)
    {
        if (!resource.IsCustom)
            return;
        var (apiVersion, kind) = (value.Text("apiVersion") ?? "", value.Text("kind") ?? "");
        if (apiVersion != resource.ApiVersion)
        {
            throw ApiErrors.BadRequest(
                $"the API version in the data ({apiVersion}) does not match the expected API version ({resource.ApiVersion})");
        }
        if (kind != resource.Kind)
        {
            throw ApiErrors.Invalid(resource.Group, kind, value.Name(), [Finding.Invalid("kind", kind, $"must be {resource.Kind}")]);
        }
    }

    private static async Task<(DeleteOptions Options, bool DryRun)> DeleteOptionsAsync(ApiRequest request)
    {
        var body = await BodyReader.ReadAsync(request.Http.Request, request.Aborted);
        var json = Parse(request, body);
        var query = request.Query;
        if (body.Length == 0)
        {
            foreach (var name in new[] { "propagationPolicy", "gracePeriodSeconds", "orphanDependents" })
            {
                if (query[name].FirstOrDefault() is { } text)
                    json[name] = name switch
                    {
                        "gracePeriodSeconds" => ListOptions.Number(text),
                        "orphanDependents" => RequestInfo.IsTrue(text),
                        _ => text,
                    };
            }
        }
        if (query.ContainsKey("dryRun") && json["dryRun"] is null)
            json["dryRun"] = new JsonArray([.. query["dryRun"].Select(d => JsonValue.Create(d ?? ""))]);
        var errors = Errors(json).ToList();
        if (errors.Count > 0)
            throw WriteOptions.Invalid("DeleteOptions", errors);
        var policy = json.Text("propagationPolicy");
        if (json["orphanDependents"] is not null)
            policy = json.Flag("orphanDependents") ? "Orphan" : "Background";
        json["kind"] = "DeleteOptions";
        json["apiVersion"] = "meta.k8s.io/v1";
        var options = new DeleteOptions(json.Number("gracePeriodSeconds"), policy, json.Text("preconditions", "uid"),
            json.Text("preconditions", "resourceVersion"), json);
        return (options, json.Texts("dryRun").Any());
    }

    private static JsonObject Parse(ApiRequest request, byte[] body)
    {
        if (body.Length == 0)
            return [];
        try
        {
            JsonNode? node = BodyReader.MediaType(request.Http.Request) switch
            {
                "application/yaml" => Yaml.Parse(Encoding.UTF8.GetString(body)),
                ProtobufReader.MediaType => ProtobufReader.Read(body, BuiltInResources.Types["DeleteOptions"]),
                _ => GoJson.Parse(body),
            };
            var json = node as JsonObject ?? [];
            if (json.Text("kind") is { } kind and not "DeleteOptions")
            {
                throw ApiErrors.BadRequest($"no kind \"{kind}\" is registered for version \"{json.Text("apiVersion")}\" in scheme " +
                    "\"pkg/apis/meta/internalversion/scheme/register.go:27\"");
            }
            return json;
        }
        catch (GoJsonException e)
        {
            throw ApiErrors.BadRequest($"couldn't get version/kind; json parse error: {e.Message}");
        }
    }

    private static IEnumerable<FieldError> Errors(JsonObject options)
    {
        var policy = options.Text("propagationPolicy");
        if (policy is not null && options["orphanDependents"] is not null)
        {
            yield return Finding.Invalid("propagationPolicy", policy, "orphanDependents and deletionPropagation cannot be both set");
        }
        else if (policy is not (null or "Foreground" or "Background" or "Orphan"))
        {
            yield return Finding.NotSupported("propagationPolicy", policy, "Foreground", "Background", "Orphan", "nil");
        }
        if (options.Texts("dryRun").Any(d => d != "All"))
            yield return Finding.NotSupported("dryRun", options["dryRun"], "All");
    }
}
