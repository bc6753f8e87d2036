using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using SegmentOperator.DevCluster.Node;
using SegmentOperator.DevCluster.Resources;

namespace SegmentOperator.DevCluster.Http;

/// <summary>Answers requests for what is below an object: status, log, token, eviction and the like.</summary>
internal sealed class Subresources(
    ClusterContext cluster,
    ObjectEngine engine,
    Reads reads,
    Writes writes,
    IReadOnlyDictionary<string, ICreateHandler> handlers,
    IPodLogs? logs)
{
    public Task AnswerAsync(ApiRequest request)
    {
        var (resource, info) = (request.Resource, request.Info);
        if (resource.Subresources.FirstOrDefault(s => s.Name == info.Subresource) is not { } subresource)
        {
            // A custom resource's path exists as far as the object's name goes.
            throw resource.IsCustom
                ? ApiErrors.NotFound(resource, info.Name)
                : ApiErrors.NoResource();
        }
        if (!subresource.Verbs.Contains(info.Verb))
        {
            throw resource.IsCustom
                ? ApiErrors.MethodNotAllowed($"{info.Verb} is not supported on resources of kind \"{resource.QualifiedName}\"",
                    new JsonObject { ["group"] = resource.Group, ["kind"] = resource.Resource })
                : ApiErrors.MethodNotAllowed("the server does not allow this method on the requested resource");
        }
        switch (resource.Resource, subresource.Name, info.Verb)
        {
            case (_, "status", "get"):
                return reads.GetAsync(request);
            case (_, "status", "patch"):
                return writes.PatchAsync(request);
            case (_, "status", "update") or ("namespaces", "finalize", _):
                return writes.UpdateAsync(request);
            case (_, "scale", _) when resource.Scale is not null:
                return new Scales(engine, reads).AnswerAsync(request, Existing(request));
            case ("pods", "log", _):
                return LogAsync(request);
            case ("pods", "ephemeralcontainers", "patch" or "update"):
                return writes.JudgeAsync(request);
            case ("pods", "binding", _):
                return new PodBindings(cluster, engine).AnswerAsync(request, Existing(request));
            case ("pods", "eviction", _):
                return EvictAsync(request);
            case ("pods", "exec" or "attach" or "portforward", _):
                return ConnectAsync(request);
            case ("serviceaccounts", "token", _):
                return TokenAsync(request);
            default:
                _ = Existing(request);
                throw ApiErrors.NotServed($"the subresource {resource.Resource}/{subresource.Name}");
        }
    }

    private JsonObject Existing(ApiRequest request)
    {
        var resource = request.Resource;
        return cluster.Store.Get(resource.StorageKey, request.Namespace, request.Info.Name) is { } stored
            ? resource.Show(stored.Value)
            : throw ApiErrors.NotFound(resource, request.Info.Name);
    }

    private async Task LogAsync(ApiRequest request)
    {
        var pod = Existing(request);
        var container = ContainerOf(request, pod);
        if (pod.Text("spec", "nodeName") is null)
        {
            request.Http.Response.StatusCode = 204;
            return;
        }
        if (logs is null)
            throw ApiErrors.NotServed("the log of a pod without a node");
        var since = Number(request, "sinceSeconds") is { } seconds ? cluster.Time.GetUtcNow().AddSeconds(-seconds) : (DateTimeOffset?)null;
        if (DateTimeOffset.TryParse(request.Asked("sinceTime"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
            since = time;
        var options = new PodLogOptions(container, Flag(request, "follow"), Flag(request, "previous"),
            Flag(request, "timestamps"), Number(request, "tailLines"), Number(request, "limitBytes"), since);
        request.Http.Response.ContentType = "text/plain";
        await logs.WriteAsync(pod, options, request.Http.Response.Body, request.Aborted);
    }

    private static string ContainerOf(ApiRequest request, JsonObject pod)
    {
        var names = pod.Objects("spec", "containers").Select(c => c.Text("name")!).ToList();
        var inits = pod.Objects("spec", "initContainers").Select(c => c.Text("name")!).ToList();
        var asked = request.Asked("container") ?? "";
        if (asked.Length > 0)
        {
            return names.Concat(inits).Contains(asked) ? asked
                : throw ApiErrors.BadRequest($"container {asked} is not valid for pod {pod.Name()}");
        }
        if (names.Count == 1)
            return names[0];
        var choice = $"a container name must be specified for pod {pod.Name()}, choose one of: [{string.Join(' ', names)}]";
        if (inits.Count > 0)
            choice += $" or one of the init containers: [{string.Join(' ', inits)}]";
        throw ApiErrors.BadRequest(choice);
    }

    private Task ConnectAsync(ApiRequest request)
    {
        var pod = Existing(request);
        var options = new JsonObject
        {
            ["kind"] = request.Info.Subresource switch
            {
                "exec" => "PodExecOptions",
                "attach" => "PodAttachOptions",
                _ => "PodPortForwardOptions",
            },
            ["apiVersion"] = "v1",
        };
        foreach (var name in new[] { "stdin", "stdout", "stderr", "tty" })
        {
            if (request.Query.ContainsKey(name))
                options[name] = RequestInfo.IsTrue(request.Asked(name));
        }
        if (request.Asked("container") is { } container)
            options["container"] = container;
        if (request.Query["command"].Count > 0)
            options["command"] = new JsonArray([.. request.Query["command"].Select(c => JsonValue.Create(c))]);
        engine.Connect(new WriteRequest(request.Resource, request.Namespace, request.Info.Name, request.User)
        {
            Subresource = request.Info.Subresource,
            Options = options,
        });
        if (pod.Text("spec", "nodeName") is null)
            throw ApiErrors.BadRequest($"pod {pod.Name()} does not have a host assigned");
        throw ApiErrors.NotServed($"the subresource pods/{request.Info.Subresource}");
    }

    private async Task EvictAsync(ApiRequest request)
    {
        var body = await BodyReader.ReadAsync(request.Http.Request, request.Aborted);
        var eviction = BodyReader.Decode(request.Http.Request, body, BuiltInResources.Eviction, []);
        if (eviction.Name() != request.Info.Name)
            throw ApiErrors.BadRequest("name in URL does not match name in Eviction object");
        var options = eviction["deleteOptions"];
        var write = new WriteRequest(request.Resource, request.Namespace, request.Info.Name, request.User)
        {
            DryRun = WriteOptions.Of(request.Http.Request, "CreateOptions").DryRun || options.Texts("dryRun").Any(),
        };
        engine.Delete(write, new DeleteOptions(options.Number("gracePeriodSeconds"), options.Text("propagationPolicy")));
        await Answers.CreatedAsync(request.Http);
    }

    private async Task TokenAsync(ApiRequest request)
    {
        if (!handlers.TryGetValue("/serviceaccounts/token", out var handler))
            throw ApiErrors.NotServed("the subresource serviceaccounts/token");
        var options = WriteOptions.Of(request.Http.Request, "CreateOptions");
        var resource = BuiltInResources.TokenRequest;
        var write = request.Write(options, "CreateOptions", "") with { Resource = resource };
        var body = await BodyReader.ReadAsync(request.Http.Request, request.Aborted);
        var duplicates = new List<string>();
        var value = BodyReader.Decode(request.Http.Request, body, resource, duplicates);
        ObjectEngine.Decode(write, value, duplicates);
        engine.FieldManagerOf(write).Update(ObjectEngine.Nothing(resource), value, write.Manager);
        engine.AdmitCreation(write with { Resource = request.Resource, Subresource = request.Info.Subresource }, value);
        var answer = handler.Create(resource, request.User, request.Namespace, request.Info.Name, value);
        Answers.Warn(request.Http, write.Warnings);
        await Answers.FormAsync(request.Http, 201, answer, request.Form);
    }

    private static bool Flag(ApiRequest request, string name) => request.Query.ContainsKey(name) && RequestInfo.IsTrue(request.Asked(name));

    private static long? Number(ApiRequest request, string name) => long.TryParse(request.Asked(name), out var number) ? number : null;
}
