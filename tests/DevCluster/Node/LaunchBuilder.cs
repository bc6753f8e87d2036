using System.Text.Json.Nodes;
using SegmentOperator.DevCluster.Node.Processes;
using SegmentOperator.DevCluster.Node.Volumes;

namespace SegmentOperator.DevCluster.Node;

/// <summary>Makes a container's description into what is started.</summary>
internal sealed class LaunchBuilder(JsonObject pod, JsonObject container, Image image, NodeServices node, PodVolumes volumes)
{
    /// <exception cref="ContainerConfigException">The container cannot be made as described.</exception>
    public ContainerLaunch Build(string directory, ConfigSources sources)
    {
        var environment = ContainerEnvironment.Build(pod, container, sources, node.Cluster.Address);
        AddRuntime(environment, out var runtime);
        var termination = TerminationMessage.FileIn(directory);
        File.WriteAllBytes(termination, []);
        File.SetUnixFileMode(termination, (UnixFileMode)0b110_110_110);
        Mount[] mounts =
        [
            new(image.Directory, Image.MountPath, ReadOnly: true),
            .. runtime,
            new(termination, container.Text("terminationMessagePath") ?? ContainerDefaults.TerminationMessagePath, ReadOnly: false),
            .. volumes.Mounts(pod, container, environment),
        ];
        return new ContainerLaunch(directory, Command(environment), environment, container.Text("workingDir") ?? "", mounts,
            ContainerEnvironment.Hostname(pod), User(), Setting("readOnlyRootFilesystem").Flag());
    }

    private List<string> Command(Dictionary<string, string> environment)
    {
        var command = container.Texts("command").ToList();
        if (command.Count == 0)
            command.Add($"{Image.MountPath}/{image.Entrypoint ?? throw new ContainerConfigException(
                $"image \"{container.Text("image")}\" has no entrypoint here, and the container has no command")}");
        return [.. command.Concat(container.Texts("args")).Select(c => Expansion.Expand(c, environment))];
    }

    private ContainerUser User()
    {
        var uid = Setting("runAsUser").Number() ?? ContainerDefaults.User;
        if (uid == 0 && Setting("runAsNonRoot").Flag())
            throw new ContainerConfigException("container's runAsUser breaks non-root policy");
        var gid = Setting("runAsGroup").Number() ?? (uid == ContainerDefaults.User ? ContainerDefaults.User : 0);
        var groups = (pod.At("spec", "securityContext", "supplementalGroups") as JsonArray ?? [])
            .Append(pod.At("spec", "securityContext", "fsGroup")).Select(g => g.Number()).OfType<long>();
        var dropped = container.Texts("securityContext", "capabilities", "drop").Select(Lower).ToHashSet();
        var kept = dropped.Contains("all") ? [] : ContainerDefaults.Capabilities.Where(c => !dropped.Contains(c));
        var added = container.Texts("securityContext", "capabilities", "add").Select(Lower);
        return new ContainerUser(uid, gid, [.. groups], [.. kept.Union(added)]);
    }

    // A container's own setting goes before the pod's.
    private JsonNode? Setting(string name) => container.At("securityContext", name) ?? pod.At("spec", "securityContext", name);

    // Programs that need .NET find it where this process has it.
    private static void AddRuntime(Dictionary<string, string> environment, out Mount[] mounts)
    {
        mounts = [];
        var root = Path.GetFullPath(Path.Combine(System.Runtime.InteropServices.RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        if (!File.Exists(Path.Combine(root, "dotnet")))
            return;
        environment.TryAdd("DOTNET_ROOT", root);
        if (!root.StartsWith("/usr/", StringComparison.Ordinal))
            mounts = [new Mount(root, root, ReadOnly: true)];
    }

    private static string Lower(string capability) => capability.ToLowerInvariant().Replace("cap_", "", StringComparison.Ordinal);
}
