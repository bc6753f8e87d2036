using System.Runtime.InteropServices;
using System.Text.Json.Nodes;

namespace SegmentOperator.DevCluster.Node;

/// <summary>The Node that stands for this machine.</summary>
internal static class NodeObject
{
    /// <summary>What containers are told that they may use. Nothing enforces it.</summary>
    public static JsonObject Capacity { get; } = new()
    {
        ["cpu"] = $"{Environment.ProcessorCount}",
        ["ephemeral-storage"] = "10Gi",
        ["memory"] = $"{GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1024}Ki",
        ["pods"] = "250",
    };

    public static JsonObject Create(string name) => new()
    {
        ["apiVersion"] = "v1",
        ["kind"] = "Node",
        ["metadata"] = new JsonObject
        {
            ["name"] = name,
            ["labels"] = new JsonObject
            {
                ["beta.kubernetes.io/arch"] = Architecture,
                ["beta.kubernetes.io/os"] = "linux",
                ["kubernetes.io/arch"] = Architecture,
                ["kubernetes.io/hostname"] = name,
                ["kubernetes.io/os"] = "linux",
            },
        },
        ["spec"] = new JsonObject(),
    };

    public static JsonObject Status(string name, string apiVersion, DateTimeOffset now) => new()
    {
        ["capacity"] = Capacity.DeepClone(),
        ["allocatable"] = Capacity.DeepClone(),
        ["conditions"] = new JsonArray(
            Condition("MemoryPressure", "False", "KubeletHasSufficientMemory", "kubelet has sufficient memory available", now),
            Condition("DiskPressure", "False", "KubeletHasNoDiskPressure", "kubelet has no disk pressure", now),
            Condition("PIDPressure", "False", "KubeletHasSufficientPID", "kubelet has sufficient PID available", now),
            Condition("Ready", "True", "KubeletReady", "kubelet is posting ready status", now)),
        ["addresses"] = new JsonArray(
            new JsonObject { ["type"] = "InternalIP", ["address"] = "127.0.0.1" },
            new JsonObject { ["type"] = "Hostname", ["address"] = name }),
        ["nodeInfo"] = new JsonObject
        {
            ["machineID"] = "",
            ["systemUUID"] = "",
            ["bootID"] = "",
            ["kernelVersion"] = Environment.OSVersion.Version.ToString(),
            ["osImage"] = RuntimeInformation.OSDescription,
            ["containerRuntimeVersion"] = "devcluster://processes",
            ["kubeletVersion"] = apiVersion,
            ["kubeProxyVersion"] = "",
            ["operatingSystem"] = "linux",
            ["architecture"] = Architecture,
        },
    };

    private static string Architecture => RuntimeInformation.OSArchitecture switch
    {
        System.Runtime.InteropServices.Architecture.X64 => "amd64",
        System.Runtime.InteropServices.Architecture.Arm64 => "arm64",
        var other => other.ToString().ToLowerInvariant(),
    };

    private static JsonObject Condition(string type, string status, string reason, string message, DateTimeOffset now) => new()
    {
        ["type"] = type,
        ["status"] = status,
        ["lastHeartbeatTime"] = now.ToTime(),
        ["lastTransitionTime"] = now.ToTime(),
        ["reason"] = reason,
        ["message"] = message,
    };
}
