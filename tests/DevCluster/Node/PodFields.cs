using System.Text.Json.Nodes;
using SegmentOperator.DevCluster.Node.Processes;

namespace SegmentOperator.DevCluster.Node;

/// <summary>What <c>fieldRef</c> and <c>resourceFieldRef</c> may ask of a pod.</summary>
internal static class PodFields
{
    /// <summary>The value of a field path such as <c>metadata.labels['app']</c>.</summary>
    /// <exception cref="ContainerConfigException">The path is none that a kubelet knows.</exception>
    public static string Field(JsonObject pod, string path) => path switch
    {
        "metadata.name" => pod.Name(),
        "metadata.namespace" => pod.Namespace(),
        "metadata.uid" => pod.Uid(),
        "metadata.labels" => Lines(pod.At("metadata", "labels")),
        "metadata.annotations" => Lines(pod.At("metadata", "annotations")),
        "spec.nodeName" => pod.Text("spec", "nodeName") ?? "",
        "spec.serviceAccountName" => pod.Text("spec", "serviceAccountName") ?? "",
        "status.hostIP" or "status.hostIPs" or "status.podIP" or "status.podIPs" => "127.0.0.1",
        _ => Entry(pod, path, "labels") ?? Entry(pod, path, "annotations")
            ?? throw new ContainerConfigException($"unsupported fieldPath: {path}"),
    };

    /// <summary>A limit or request in units of the divisor, rounded up.</summary>
    public static string Resource(JsonObject pod, JsonObject reference, string ownContainer)
    {
        var container = reference.Text("containerName") ?? ownContainer;
        var spec = pod.Objects("spec", "initContainers").Concat(pod.Objects("spec", "containers"))
            .FirstOrDefault(c => c.Text("name") == container)
            ?? throw new ContainerConfigException($"container {container} not found");
        var resource = reference.Text("resource") ?? "";
        var dot = resource.IndexOf('.', StringComparison.Ordinal);
        var (kind, name) = dot > 0 ? (resource[..dot], resource[(dot + 1)..]) : ("", "");
        if (kind is not ("limits" or "requests"))
            throw new ContainerConfigException($"unsupported container resource : {resource}");
        // Without a limit a container may use what the node has.
        var amount = Amount.Parse(spec.Text("resources", kind, name))
            ?? (kind == "limits" ? Amount.Parse(NodeObject.Capacity.Text(name)) : null) ?? 0;
        var divisor = Amount.Parse(reference.Text("divisor")) is { } d and > 0 ? d : 1;
        return Math.Ceiling(amount / divisor).ToString("0");
    }

    private static string? Entry(JsonObject pod, string path, string map)
    {
        var start = $"metadata.{map}['";
        return path.StartsWith(start, StringComparison.Ordinal) && path.EndsWith("']", StringComparison.Ordinal)
            ? pod.Text("metadata", map, path[start.Length..^2]) ?? ""
            : null;
    }

    private static string Lines(JsonNode? map) => map is JsonObject entries
        ? string.Join('\n', entries.OrderBy(e => e.Key, StringComparer.Ordinal).Select(e => $"{e.Key}={Quoted(e.Value.Text() ?? "")}"))
        : "";

    private static string Quoted(string text) => "\"" + text
        .Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)
        .Replace("\n", "\\n", StringComparison.Ordinal).Replace("\t", "\\t", StringComparison.Ordinal) + "\"";
}
