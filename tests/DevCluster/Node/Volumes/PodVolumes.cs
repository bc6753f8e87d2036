using System.Text.Json.Nodes;
using SegmentOperator.DevCluster.Node.Processes;

namespace SegmentOperator.DevCluster.Node.Volumes;

/// <summary>A pod's volumes, as directories under the pod's own.</summary>
internal sealed class PodVolumes(string directory)
{
    private const UnixFileMode Traversable = (UnixFileMode)0b111_101_101;
    private readonly HashSet<string> _ready = [];

    /// <summary>Sets up what is not set up yet. Files are written once; later changes of a Secret do not reach a running pod.</summary>
    /// <returns>For each volume that could not be set up: its name and why.</returns>
    public IReadOnlyList<(string Volume, string Why)> SetUp(JsonObject pod, VolumeSources sources)
    {
        var failures = new List<(string, string)>();
        var group = Tools.IsRoot ? (int?)pod.Number("spec", "securityContext", "fsGroup") : null;
        foreach (var volume in pod.Objects("spec", "volumes"))
        {
            var name = volume.Text("name") ?? "";
            if (_ready.Contains(name))
                continue;
            try
            {
                if (volume.At("emptyDir") is not null)
                    MakeEmpty(PathOf(name), group);
                else
                    Write(PathOf(name), sources.Read(volume) ?? throw new VolumeException("this kind of volume is not supported by this node"), group);
                _ready.Add(name);
            }
            catch (VolumeException exception)
            {
                failures.Add((name, exception.Message));
            }
        }
        return failures;
    }

    /// <summary>The mounts of a container.</summary>
    /// <exception cref="ContainerConfigException">A subPath leaves its volume.</exception>
    public IEnumerable<Mount> Mounts(JsonObject pod, JsonObject container, IReadOnlyDictionary<string, string> environment)
    {
        var writable = pod.Objects("spec", "volumes").Where(v => v.At("emptyDir") is not null).Select(v => v.Text("name")).ToHashSet();
        foreach (var mount in container.Objects("volumeMounts"))
        {
            var name = mount.Text("name") ?? "";
            var subPath = mount.Text("subPath") ?? Expansion.Expand(mount.Text("subPathExpr") ?? "", environment);
            var target = Path.GetFullPath("/" + mount.Text("mountPath"));
            var readOnly = mount.Flag("readOnly") || !writable.Contains(name);
            yield return new Mount(subPath.Length == 0 ? PathOf(name) : Inside(PathOf(name), subPath, create: writable.Contains(name)), target, readOnly);
        }
    }

    private string PathOf(string volume) => Path.Combine(directory, volume);

    private static void MakeEmpty(string path, int? group)
    {
        Directory.CreateDirectory(path);
        var mode = (UnixFileMode)0b111_111_111;
        if (group is { } id)
        {
            _ = Tools.ChangeOwner(path, -1, id);
            mode |= UnixFileMode.SetGroup;
        }
        File.SetUnixFileMode(path, mode);
    }

    private static void Write(string path, IEnumerable<VolumeFile> files, int? group)
    {
        Directory.CreateDirectory(path, Traversable);
        foreach (var file in files)
        {
            var target = Inside(path, file.Path, create: false);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!, Traversable);
            File.WriteAllBytes(target, file.Content);
            var mode = (UnixFileMode)file.Mode;
            // A kubelet lets the pod's group read what it gave the owner.
            if (group is { } id)
            {
                _ = Tools.ChangeOwner(target, -1, id);
                mode |= UnixFileMode.GroupRead;
            }
            File.SetUnixFileMode(target, mode);
        }
    }

    // A container may have put links into its volume; none of them leads out of it.
    private static string Inside(string root, string relative, bool create)
    {
        var path = root;
        foreach (var part in relative.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            path = Path.Combine(path, part);
            if (part == ".." || new FileInfo(path).LinkTarget is not null)
                throw new ContainerConfigException($"failed to prepare subPath \"{relative}\": it leaves the volume");
        }
        if (create && !File.Exists(path))
            MakeEmpty(path, group: null);
        return path;
    }
}
