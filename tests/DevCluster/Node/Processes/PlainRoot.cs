using System.Diagnostics;

namespace SegmentOperator.DevCluster.Node.Processes;

/// <summary>
/// Starts containers as plain processes where the machine permits no namespaces: as the user of this process, with the machine's
/// own root. Mount paths in the command, the environment and the working directory become the real paths.
/// </summary>
internal static class PlainRoot
{
    public static ProcessStartInfo Prepare(ContainerLaunch launch)
    {
        var mounts = launch.Mounts.OrderByDescending(m => m.Target.Length).ToList();
        var start = new ProcessStartInfo(Tools.Find("setsid"))
        {
            WorkingDirectory = launch.WorkingDirectory.Length == 0 ? launch.StateDirectory : Rewrite(launch.WorkingDirectory, mounts),
        };
        string[] arguments = [Tools.Find("setpriv"), "--pdeathsig", "KILL", "--", .. launch.Command.Select(c => Rewrite(c, mounts))];
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        start.Environment.Clear();
        foreach (var (name, value) in launch.Environment)
            start.Environment[name] = Rewrite(value, mounts);
        if (!Directory.Exists(start.WorkingDirectory))
            throw new ContainerStartException($"cannot change to working directory \"{launch.WorkingDirectory}\"");
        if (!Tools.Exists(start.ArgumentList[4], start.Environment["PATH"], start.WorkingDirectory))
            throw new ContainerStartException($"exec: \"{launch.Command[0]}\": executable file not found in $PATH");
        return start;
    }

    /// <summary>Replaces mount paths that stand alone or begin a longer path; the longest first.</summary>
    public static string Rewrite(string text, IReadOnlyList<Mount> mounts)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '/' || (i > 0 && IsPathCharacter(text[i - 1])))
                continue;
            foreach (var mount in mounts)
            {
                var end = i + mount.Target.Length;
                if (string.CompareOrdinal(text, i, mount.Target, 0, mount.Target.Length) != 0 ||
                    (end < text.Length && text[end] != '/' && IsPathCharacter(text[end])))
                    continue;
                text = string.Concat(text.AsSpan(0, i), mount.Source, text.AsSpan(end));
                i += mount.Source.Length - 1;
                break;
            }
        }
        return text;
    }

    private static bool IsPathCharacter(char c) => char.IsLetterOrDigit(c) || c is '_' or '-' or '.' or '/';
}
