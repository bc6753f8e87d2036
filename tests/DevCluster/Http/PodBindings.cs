using System.Text.Json.Nodes;
using SegmentOperator.DevCluster.Node;
using SegmentOperator.DevCluster.Resources;

namespace SegmentOperator.DevCluster.Http;

/// <summary>Answers what a scheduler posts: a pod is put on a node, once.</summary>
internal sealed class PodBindings(ClusterContext cluster, ObjectEngine engine)
{
    /// <param name="request">The request.</param>
    /// <param name="live">The pod.</param>
    public async Task AnswerAsync(ApiRequest request, JsonObject live)
    {
        var body = await BodyReader.ReadAsync(request.Http.Request, request.Aborted);
        var binding = BodyReader.Decode(request.Http.Request, body, BuiltInResources.Binding, []);
        if (binding.Name() != request.Info.Name)
            throw ApiErrors.BadRequest("name in URL does not match name in Binding object");
        if (Problem(binding) is { } problem)
            throw ApiErrors.Of(500, "", problem);
        var write = request.Write(WriteOptions.Of(request.Http.Request, "CreateOptions"), "CreateOptions", request.Info.Name);
        engine.AdmitCreation(write, binding);
        Refuse(request, live, binding);
        if (!write.DryRun)
            Assign(request, binding);
        await Answers.CreatedAsync(request.Http);
    }

    private void Assign(ApiRequest request, JsonObject binding)
    {
        var (pods, ns, name) = (request.Resource, request.Namespace, request.Info.Name);
        cluster.Api.Modify(pods, ns, name, pod =>
        {
            Refuse(request, pod, binding);
            pod.Child("spec")["nodeName"] = binding.Text("target", "name");
            foreach (var (key, value) in binding.At("metadata", "annotations") as JsonObject ?? [])
                pod.Meta().Child("annotations")[key] = value?.DeepClone();
            return true;
        }, "binding");
        cluster.Api.Modify(pods, ns, name, pod =>
        {
            PodConditions.Set(pod, "PodScheduled", "True", null, null, cluster.Time.GetUtcNow());
            return true;
        }, "status");
    }

    private static string? Problem(JsonObject binding)
    {
        var (kind, name) = (binding.Text("target", "kind") ?? "", binding.Text("target", "name") ?? "");
        List<string> problems = [];
        if (kind is not ("" or "Node"))
            problems.Add($"target.kind: Unsupported value: \"{kind}\": supported values: \"<empty>\", \"Node\"");
        if (name.Length == 0)
            problems.Add("target.name: Required value");
        return problems.Count switch
        {
            0 => null,
            1 => problems[0],
            _ => $"[{string.Join(", ", problems)}]",
        };
    }

    private static void Refuse(ApiRequest request, JsonObject pod, JsonObject binding)
    {
        var name = request.Info.Name;
        var why = pod.IsDeleting() ? $"pod {name} is being deleted, cannot be assigned to a host"
            : pod.Text("spec", "nodeName") is { Length: > 0 } node ? $"pod {name} is already assigned to node \"{node}\""
            : pod.Objects("spec", "schedulingGates").Any() ? $"pod {name} has non-empty .spec.schedulingGates"
            : binding.Uid() is { Length: > 0 } uid && uid != pod.Uid() ? $"Precondition failed: UID in precondition: {uid}, UID in object meta: {pod.Uid()}"
            : null;
        if (why is not null)
        {
            throw ApiErrors.Of(409, "Conflict", $"Operation cannot be fulfilled on pods/binding \"{name}\": {why}",
                new JsonObject { ["name"] = name, ["kind"] = "pods/binding" });
        }
    }
}
