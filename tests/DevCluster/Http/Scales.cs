using System.Text.Json.Nodes;
using SegmentOperator.DevCluster.Patching;
using SegmentOperator.DevCluster.Patching.Ownership;
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
        var isApply = isPatch && BodyReader.MediaType(request.Http.Request) == "application/apply-patch+yaml";
        var body = await BodyReader.ReadAsync(request.Http.Request, request.Aborted);
        var kind = isPatch ? "PatchOptions" : "UpdateOptions";
        var options = WriteOptions.Of(request.Http.Request, kind, isApply);
        var write = request.Write(options, kind, request.Info.Name);
        var written = isApply ? Apply(write, options, body) : Change(write, isPatch, body);
        Answers.Warn(request.Http, write.Warnings);
        await reads.ShowAsync(request, 200, Scale(request.Resource, written), request.Form);
    }

    private JsonObject Change(WriteRequest write, bool isPatch, byte[] body)
    {
        var change = Read(body);
        return engine.Update(write, current =>
        {
            var scale = Scale(write.Resource, current);
            var wanted = !isPatch ? (JsonObject)change : change is JsonArray operations
                ? JsonPatch.Apply(scale, operations)
                : MergePatch.Apply(scale, (JsonObject)change);
            return Scaled(write.Resource, current, wanted);
        });
    }

    /// <summary>Who applies a scale owns the wished number in the object itself, under its path there.</summary>
    private JsonObject Apply(WriteRequest write, WriteOptions options, byte[] body)
    {
        var resource = write.Resource;
        var configuration = Patches.ParseConfiguration(body);
        Patches.Check(configuration, BuiltInResources.Scale, write.Name);
        TypedCheck.Require(configuration, BuiltInResources.Scale);
        var stated = new JsonObject { ["apiVersion"] = resource.ApiVersion, ["kind"] = resource.Kind, ["metadata"] = configuration["metadata"]?.DeepClone() ?? new JsonObject() };
        if (configuration.Number("spec", "replicas") is { } replicas)
            Put(resource, stated, replicas);
        return engine.Update(write, current =>
        {
            var applied = engine.FieldManagerOf(write).Apply(current, stated, write.Manager, options.Force == true);
            return Checked(resource, applied, configuration);
        }, apply: true);
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
        var value = Checked(resource, live.Clone(), wanted);
        Put(resource, value, wanted.Number("spec", "replicas") ?? 0);
        return value;
    }

    /// <summary>Refuses a wish that cannot be, and carries the version over that the writer saw.</summary>
    private static JsonObject Checked(ResourceInfo resource, JsonObject value, JsonObject wanted)
    {
        if (wanted.Number("spec", "replicas") is < 0 and var replicas)
            throw ApiErrors.Invalid(resource, value.Name(), [Finding.Invalid(resource.Scale!.SpecReplicas, replicas, "should be a non-negative integer")]);
        if (wanted.Text("metadata", "resourceVersion") is { Length: > 0 } version)
            value.Meta()["resourceVersion"] = version;
        return value;
    }

    private static void Put(ResourceInfo resource, JsonObject value, long replicas)
    {
        var names = resource.Scale!.SpecReplicas.Split('.', StringSplitOptions.RemoveEmptyEntries);
        var holder = value;
        foreach (var name in names[..^1])
            holder = holder.Child(name);
        holder[names[^1]] = replicas;
    }
}
