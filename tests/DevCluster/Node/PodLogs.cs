using System.Text.Json.Nodes;
using SegmentOperator.DevCluster.Http;
using SegmentOperator.DevCluster.Node.Logs;

namespace SegmentOperator.DevCluster.Node;

/// <summary>Answers <c>/pods/NAME/log</c> in the words of the API server and the kubelet.</summary>
internal sealed class PodLogs(NodeAgent node, TimeProvider time) : IPodLogs
{
    public async Task WriteAsync(JsonObject pod, PodLogOptions options, Stream output, CancellationToken cancellation)
    {
        var name = options.Container.Length > 0 ? options.Container : OnlyContainer(pod);
        if (Names(pod, "initContainers").Concat(Names(pod, "containers")).All(n => n != name))
            throw ApiErrors.BadRequest($"container {name} is not valid for pod {pod.Name()}");
        // A pod without a node has said nothing.
        if (string.IsNullOrEmpty(pod.Text("spec", "nodeName")))
            return;
        var container = node.Find(pod.Uid())?.Containers.FirstOrDefault(c => c.Name == name);
        var file = container?.LogFile(options.Previous);
        if (file is null)
            throw NoLog(pod, name, container, options.Previous);
        await ContainerLogReader.WriteAsync(file, options, () => options.Previous || container!.LogIsComplete, output, time, cancellation);
    }

    private static ApiException NoLog(JsonObject pod, string name, PodContainer? container, bool previous)
    {
        if (previous)
            return ApiErrors.BadRequest($"previous terminated container \"{name}\" in pod \"{pod.Name()}\" not found");
        return container?.State is Waiting waiting
            ? ApiErrors.BadRequest(waiting.Reason is "ContainerCreating" or "PodInitializing"
                ? $"container \"{name}\" in pod \"{pod.Name()}\" is waiting to start: {waiting.Reason}"
                : $"container \"{name}\" in pod \"{pod.Name()}\" is waiting to start: {Why(waiting)}")
            : ApiErrors.BadRequest($"container \"{name}\" in pod \"{pod.Name()}\" is not available");
    }

    private static string Why(Waiting waiting) => waiting.Reason switch
    {
        "ErrImagePull" or "ImagePullBackOff" => "trying and failing to pull image",
        _ => waiting.Reason,
    };

    private static string OnlyContainer(JsonObject pod)
    {
        var names = Names(pod, "containers").ToList();
        if (names.Count == 1)
            return names[0];
        var init = Names(pod, "initContainers").ToList();
        var also = init.Count > 0 ? $" or one of the init containers: [{string.Join(' ', init)}]" : "";
        throw ApiErrors.BadRequest(
            $"a container name must be specified for pod {pod.Name()}, choose one of: [{string.Join(' ', names)}]{also}");
    }

    private static IEnumerable<string> Names(JsonObject pod, string list) => pod.Objects("spec", list).Select(c => c.Text("name") ?? "");
}
