using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace SegmentOperator.DevCluster.Node.Processes;

/// <summary>Starts containers in namespaces and a root of their own, by <c>private-root.sh</c>.</summary>
internal sealed class PrivateRoot(string scriptPath, Isolation isolation)
{
    public const string ScriptName = "private-root.sh";

    // The first child is the first process of the PID namespace. Its death by a signal becomes an exit code (which
    // unshare's own --fork gets wrong for SIGKILL), and what the shell says about it does not belong in the log.
    private const string Waiter = """exec 3>&2 2>/dev/null; /bin/sh "$@" 2>&3 3>&-; exit $?""";

    /// <summary>Writes the script into a directory.</summary>
    public static async Task<string> InstallScriptAsync(string directory, CancellationToken cancellation)
    {
        var path = Path.Combine(directory, ScriptName);
        await using var source = typeof(PrivateRoot).Assembly.GetManifestResourceStream(ScriptName)!;
        await using var target = File.Create(path);
        await source.CopyToAsync(target, cancellation);
        return path;
    }

    public ProcessStartInfo Prepare(ContainerLaunch launch)
    {
        Directory.CreateDirectory(Path.Combine(launch.StateDirectory, "root"));
        File.WriteAllText(Path.Combine(launch.StateDirectory, "settings"), Settings(launch));
        File.WriteAllText(Path.Combine(launch.StateDirectory, "mounts"), Mounts(launch.Mounts));

        // A session of its own keeps a terminal's Ctrl-C away; the death signal leaves nothing behind if this process is killed.
        var start = new ProcessStartInfo(Tools.Find("setsid"));
        string[] arguments = [Tools.Find("setpriv"), "--pdeathsig", "KILL", "--", Tools.Find("unshare")];
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        if (isolation == Isolation.UserNamespaces)
        {
            start.ArgumentList.Add("--user");
            start.ArgumentList.Add("--map-root-user");
        }
        string[] rest = ["--mount", "--pid", "--ipc", "--uts", "--", "/bin/sh", "-c", Waiter, "sh", scriptPath,
            launch.StateDirectory, .. launch.Command];
        foreach (var argument in rest)
            start.ArgumentList.Add(argument);
        start.Environment.Clear();
        foreach (var (name, value) in launch.Environment)
            start.Environment[name] = value;
        return start;
    }

    private string Settings(ContainerLaunch launch)
    {
        var user = launch.User;
        // Without privileges only one identity can be mapped: a container that is not root gets a user namespace with just that.
        var ownUserNamespace = isolation == Isolation.UserNamespaces && user.Uid != 0;
        var bounding = "--bounding-set=" + string.Join(',', (string[])["-all", .. user.Capabilities.Select(c => "+" + c)]);
        var privileges = "--no-new-privs --inh-caps=-all" + (ownUserNamespace ? "" : " " + bounding);
        var groups = user.Groups.Count == 0 || isolation == Isolation.UserNamespaces
            ? isolation == Isolation.UserNamespaces ? "--keep-groups" : "--clear-groups"
            : "--groups=" + string.Join(',', user.Groups);
        return new StringBuilder()
            .AppendLine(CultureInfo.InvariantCulture, $"uid={user.Uid}")
            .AppendLine(CultureInfo.InvariantCulture, $"gid={(isolation == Isolation.UserNamespaces && user.Uid == 0 ? 0 : user.Gid)}")
            .AppendLine(CultureInfo.InvariantCulture, $"hostname={Quote(launch.Hostname)}")
            .AppendLine(CultureInfo.InvariantCulture, $"workdir={Quote(launch.WorkingDirectory)}")
            .AppendLine(CultureInfo.InvariantCulture, $"read_only={(launch.ReadOnlyRoot ? 1 : 0)}")
            .AppendLine(CultureInfo.InvariantCulture, $"own_user_namespace={(ownUserNamespace ? 1 : 0)}")
            .AppendLine(CultureInfo.InvariantCulture, $"groups={Quote(groups)}")
            .AppendLine(CultureInfo.InvariantCulture, $"privileges={Quote(privileges)}")
            .ToString();
    }

    // Parents come before what is mounted inside them.
    private static string Mounts(IEnumerable<Mount> mounts)
    {
        var lines = new StringBuilder();
        foreach (var mount in mounts.OrderBy(m => m.Target.Length))
        {
            if (mount.Target.AsSpan().ContainsAny('\t', '\n') || mount.Source.AsSpan().ContainsAny('\t', '\n'))
                throw new ContainerConfigException($"mount path \"{mount.Target}\" contains a tab or a line break");
            var kind = Directory.Exists(mount.Source) ? "dir" : "file";
            lines.Append(mount.ReadOnly ? "ro" : "rw").Append('\t').Append(kind).Append('\t').Append(mount.Source)
                .Append('\t').Append(mount.Target).Append('\n');
        }
        return lines.ToString();
    }

    private static string Quote(string text) => "'" + text.Replace("'", "'\\''", StringComparison.Ordinal) + "'";
}
