using System.Text.Json.Nodes;
using SegmentOperator.DevCluster.Patching;
using SegmentOperator.DevCluster.Resources;
using SegmentOperator.DevCluster.Resources.Custom;
using SegmentOperator.DevCluster.Validation;

namespace SegmentOperator.DevCluster.Http;

/// <summary>The scale of a custom resource: a view of it in which only the wished number of replicas can be written.</summary>
internal sealed class Scales(ObjectEngine engine, Reads reads)
{
    /// <summary>Answers get, update and patch of one.</summary>
    /// <param name="request">The request.</param>
    /// <param name="live">The object.</param>
    public async Task AnswerAsync(ApiRequest request, JsonObject live)
    {
        if (request.Info.Verb == "get")
        {
            await reads.ShowAsync(request, 200, Scale(request.Resource, live), request.Form);
            return;
        }
        var isPatch = request.Info.Verb == "patch";
        var type = BodyReader.MediaType(request.Http.Request);
        if (isPatch && type == "application/apply-patch+yaml")
            throw ApiErrors.NotServed("applying a scale");
        var body = await BodyReader.ReadAsync(request.Http.Request, request.Aborted);
        var kind = isPatch ? "PatchOptions" : "UpdateOptions";
        var write = request.Write(WriteOptions.Of(request.Http.Request, kind), kind, request.Info.Name);
        var change = Read(body);
        var written = engine.Update(write, current =>
        {
            var scale = Scale(request.Resource, current);
            var wanted = !isPatch ? (JsonObject)change : change is JsonArray operations
                ? JsonPatch.Apply(scale, operations)
                : MergePatch.Apply(scale, (JsonObject)change);
            return Scaled(request.Resource, current, wanted);
        });
        Answers.Warn(request.Http, write.Warnings);
        await reads.ShowAsync(request, 200, Scale(request.Resource, written), request.Form);
    }

    private static JsonNode Read(byte[] body)
    {
        try
        {
            return GoJson.Parse(body) is { } node and (JsonObject or JsonArray) ? node : throw new GoJsonException("the scale is no object");
        }
        catch (GoJsonException e)
        {
            throw ApiErrors.BadRequest($"error decoding patch: {e.Message}");
        }
    }

    private static JsonObject Scale(ResourceInfo resource, JsonObject value)
    {
        var paths = resource.Scale!;
        if (new JsonPath(paths.SpecReplicas).First(value).Number() is not { } replicas)
            throw ApiErrors.InternalError($"the spec replicas field {GoText.Quote(paths.SpecReplicas)} does not exist");
        var metadata = new JsonObject();
        foreach (var name in new[] { "name", "namespace", "uid", "resourceVersion", "creationTimestamp" })
        {
            if (value.At("metadata", name) is { } kept)
                metadata[name] = kept.DeepClone();
        }
        var status = new JsonObject { ["replicas"] = new JsonPath(paths.StatusReplicas).First(value).Number() ?? 0 };
        if (new JsonPath(paths.Selector).First(value).Text() is { Length: > 0 } selector)
            status["selector"] = selector;
        var spec = new JsonObject();
        if (replicas != 0)
            spec["replicas"] = replicas;
        return new JsonObject { ["kind"] = "Scale", ["apiVersion"] = "autoscaling/v1", ["metadata"] = metadata, ["spec"] = spec, ["status"] = status };
    }

    private static JsonObject Scaled(ResourceInfo resource, JsonObject live, JsonObject wanted)
    {
        var value = live.Clone();
        var path = resource.Scale!.SpecReplicas;
        var replicas = wanted.Number("spec", "replicas") ?? 0;
        if (replicas < 0)
            throw ApiErrors.Invalid(resource, live.Name(), [Finding.Invalid(path, replicas, "should be a non-negative integer")]);
        if (wanted.Text("metadata", "resourceVersion") is { Length: > 0 } version)
            value.Meta()["resourceVersion"] = version;
        var names = path.Split('.', StringSplitOptions.RemoveEmptyEntries);
        var holder = value;
        foreach (var name in names[..^1])
            holder = holder.Child(name);
        holder[names[^1]] = replicas;
        return value;
    }
}
